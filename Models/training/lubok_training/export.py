"""Stage `export`: writes the model folder that Lubok reads."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save as serialized
from torch import Tensor

from .make_codes import load_codec
from .make_vocabulary import FILE_NAME
from .presets import TEXT_LENGTH, Preset
from .run import Run, write_atomically
from .shipped import SHIPPED_FOLDER, VOCABULARY_FOLDER
from .transformer import Sampling

NAME = "lissitzky"
VERSION = "0.6"
UPSCALER = "upscaler.safetensors"
RANKED_BY = "both"
"""By likeness to the caption and by how sure the transformer was: of what it has learned it is sure, of what it makes up it is not."""
LARGEST_FILE = 15_000_000
LARGEST_FOLDER = 32_000_000
ATTRIBUTION = [
    "Pictures: Noto Color Emoji, © Google Inc., SIL Open Font License 1.1",
    "Names: Unicode CLDR annotations, © Unicode, Inc., Unicode License v3",
    "Letters and digits: DejaVu fonts, © Bitstream, Inc. and the DejaVu contributors, Bitstream Vera licence",
    "Inflection: pymorphy3 and OpenCorpora dictionaries, CC BY-SA 3.0",
]


def exported_weights(run: Run, preset: Preset) -> dict[str, dict[str, Tensor]]:
    """The weights of each file; the upscaler's only where there is one. Codec, matcher and upscaler keep float16's longer mantissa; the transformer loses nothing by bfloat16."""
    states = {part: run.load(part) for part in ("transformer", "codec", "matcher", "upscaler")}
    upscaler = states.pop("upscaler")
    if missing := [part for part, state in states.items() if state is None]:
        raise FileNotFoundError(f"{run.folder} lacks: {', '.join(missing)}")
    average = states["transformer"]["average"]
    transformer = {name.removeprefix("module."): tensor for name, tensor in average.items() if name != "n_averaged"}
    return {
        "transformer": _converted(transformer, torch.bfloat16),
        "codec": _converted(load_codec(run, preset)[0].state_dict(), torch.float16),
        "matcher": _converted(states["matcher"]["model"], torch.float16),
    } | ({} if upscaler is None else {"upscaler": _converted(upscaler["model"], torch.float16)})


def _converted(weights: dict[str, Tensor], kind: torch.dtype) -> dict[str, Tensor]:
    return {name: tensor.to("cpu", kind).contiguous() for name, tensor in weights.items()}


def description(preset: Preset, files: dict[str, bytes]) -> dict[str, Any]:
    """model.json's contents."""
    codec = asdict(preset.codec)
    return {
        "format": 1,
        "name": NAME,
        "version": VERSION,
        "title": "Lissitzky: emoji, letters and shapes on many backgrounds, 256×256",
        "license": "MIT",
        "attribution": ATTRIBUTION,
        "text": {"vocabulary": FILE_NAME, "normalization": "russian", "length": TEXT_LENGTH},
        "transformer": {
            "files": ["transformer.safetensors"],
            "config": asdict(preset.transformer) | {"sandwich_layernorm": True, "rules": "v3"},
            "guidance_trained": True,
        },
        "codec": {"files": ["codec.safetensors"], "config": {"quantizer": "nearest"} | codec},
        "matching": {
            "files": ["matcher.safetensors"],
            "vocabulary": FILE_NAME,
            "normalization": "russian",
            "config": asdict(preset.matcher),
            "templates": ["{}"],
            "ranked_by": RANKED_BY,
        },
        **({"upscalers": [{"files": [UPSCALER], "config": asdict(preset.upscaler)}]} if UPSCALER in files else {}),
        "sampling": asdict(Sampling()),
        "files": {name: {"size": len(data), "sha256": sha256(data).hexdigest()} for name, data in files.items()},
    }


def export(run: Run, preset: Preset, output: Path) -> None:
    vocabulary = (run.folder / FILE_NAME).read_bytes()
    files = {f"{part}.safetensors": serialized(weights) for part, weights in exported_weights(run, preset).items()}
    files[FILE_NAME] = vocabulary
    for name, data in files.items():
        if len(data) > LARGEST_FILE:
            raise ValueError(f"{name} has {len(data)} bytes, more than {LARGEST_FILE}")
    if (total := sum(map(len, files.values()))) > LARGEST_FOLDER:
        raise ValueError(f"the folder has {total} bytes, more than {LARGEST_FOLDER}")
    files["model.json"] = (json.dumps(description(preset, files), ensure_ascii=False, indent=2) + "\n").encode()

    beside = output.with_name(output.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    if output.exists():  # the card and other files that are not made here stay
        shutil.copytree(output, beside, dirs_exist_ok=True)
    for name, data in files.items():
        (beside / name).write_bytes(data)
    replaced = output.with_name(output.name + ".old")
    shutil.rmtree(replaced, ignore_errors=True)
    if output.exists():
        output.rename(replaced)
    beside.rename(output)
    shutil.rmtree(replaced, ignore_errors=True)
    if output == SHIPPED_FOLDER:
        write_atomically(VOCABULARY_FOLDER / f"{NAME}.bpe", vocabulary)
    for name, data in files.items():
        print(f"export: {name}, {len(data) / 1e6:.2f} MB", flush=True)
