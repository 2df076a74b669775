"""Stage `codes`: encodes every sprite and background once; scenes are then put together from codes, without pictures or codec."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .adopt import ADOPTED
from .code_table import CodeTable
from .codec import Codec, rate_penalties, reduced_to, to_model_range
from .encodable import BATCH, batched, placed_sprites, sprite_block, styled_scenes
from .familiar_codes import FamiliarCodes
from .layers import ground
from .make_vocabulary import load as load_vocabulary
from .pictures import domain_named
from .presets import SEEN_SIDE, Preset
from .rendering import Renderer
from .run import Run, write_atomically
from .scenes import Domain, sample_scene
from .transformer import Transformer


def _codec_state(run: Run) -> dict[str, Any]:
    state = run.load("codec")
    if state is None:
        raise FileNotFoundError(f"{run.folder} holds no codec: run the stage `codec` first")
    return state


def load_codec(run: Run, preset: Preset) -> tuple[Codec, int]:
    """The trained codec with the painter's decoder where there is one, and the step at which the codec was saved."""
    state = _codec_state(run)
    codec = Codec(preset.codec).to(run.device).eval()
    codec.load_state_dict(state["codec"])
    if (painter := run.load("painter")) is not None:
        torch.nn.ModuleList([codec.post_quant_conv, codec.decoder]).load_state_dict(painter["painter"])
    return codec, state["step"]


def table_path(run: Run, codec_step: int) -> Path:
    """Codes mean something to one codec only, so the file's name holds that codec's step."""
    return run.folder / f"codes-{codec_step}.npz"


def _seen(pictures: Iterable[np.ndarray], run: Run) -> Tensor:
    """As the encoder reads pictures, [count, 3, side, side]."""
    return reduced_to(SEEN_SIDE, to_model_range(torch.from_numpy(np.stack(list(pictures))).to(run.device)))


def make(run: Run, preset: Preset) -> bool:
    codec, step = load_codec(run, preset)
    path = table_path(run, step)
    if path.exists():
        return True
    domain = domain_named(preset.name)
    transformer = run.load("transformer")
    if transformer is not None and ADOPTED in transformer["extra"]:
        table = _familiar_table(run, preset, codec, domain, transformer["model"])
    else:
        table = _nearest_table(run, preset, codec, domain)
    buffer = BytesIO()
    table.write(buffer)
    write_atomically(path, buffer.getvalue())
    print(f"codes: {len(table.sprites)} sprites, {len(table.backgrounds)} backgrounds, {len(table.styled)} scenes in styles", flush=True)
    return True


# Latents are made in single precision everywhere: rounding to bfloat16 changes 15 % of an object's codes.


def _penalties(run: Run) -> Tensor:
    return rate_penalties(_codec_state(run)["codebook"]["size"])


def _encoded(run: Run, codec: Codec, penalties: Tensor, pictures: Iterable[np.ndarray]) -> np.ndarray:
    """Codes [count, rows, columns] of pictures as bytes."""
    parts = [codec.encode(_seen(part, run), penalties).short().cpu().numpy() for part in batched(pictures, BATCH)]
    return np.concatenate(parts)


def _styled(run: Run, preset: Preset, codec: Codec, penalties: Tensor, domain: Domain) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of scenes in a style, and their codes."""
    numbers, renderer = styled_scenes(domain, run.seed, preset.styled_scenes), Renderer(domain.objects)
    return numbers, _encoded(run, codec, penalties, (renderer.render(sample_scene(domain, run.seed, int(number))) for number in numbers))


def _nearest_table(run: Run, preset: Preset, codec: Codec, domain: Domain) -> CodeTable:
    renderer = Renderer(domain.objects)
    sprites = list(placed_sprites(domain))
    penalties = _penalties(run)
    codes = _encoded(run, codec, penalties, (renderer.over(ground(), [placed]) for placed in sprites))
    blocks = {CodeTable.key(placed): sprite_block(renderer, placed, whole) for placed, whole in zip(sprites, codes)}
    backgrounds = _encoded(run, codec, penalties, map(renderer.background, domain.backgrounds))
    return CodeTable(blocks, backgrounds, *_styled(run, preset, codec, penalties, domain))


def _familiar_table(run: Run, preset: Preset, codec: Codec, domain: Domain, weights: dict[str, Tensor]) -> CodeTable:
    """As the transformer that training goes on from expects them."""
    model = Transformer(preset.transformer).to(run.device).eval()
    model.load_state_dict(weights)

    @torch.inference_mode()
    def costs(pictures: Iterable[np.ndarray]) -> Tensor:
        return codec.quantize.distances(codec.latents(_seen(pictures, run)))

    familiar = FamiliarCodes(model, load_vocabulary(run), domain, costs)
    backgrounds = familiar.backgrounds()
    # A transformer that has seen few pictures in styles would take plain ones for likelier, so nobody asks it about those.
    return CodeTable(familiar.sprites(backgrounds), backgrounds, *_styled(run, preset, codec, _penalties(run), domain))
