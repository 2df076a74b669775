"""The codec against taming-transformers' own results."""

from __future__ import annotations

import json
import pickle
import types
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from goldens import cases
from safetensors.torch import load_file

from lubok_training.codec import Codec, CodecConfig, inverse_haar


class _Unpickler(pickle.Unpickler):
    """Training checkpoints carry objects of libraries that are not needed to read the weights."""

    def find_class(self, module: str, name: str) -> Any:
        if module.split(".")[0] in ("torch", "collections"):
            return super().find_class(module, name)
        ignored = {"__init__": lambda self, *_: None, "__setstate__": lambda self, _: None}
        return type(name, (dict,), ignored)


def read_weights(path: Path) -> dict[str, torch.Tensor]:
    reader = types.SimpleNamespace(Unpickler=_Unpickler, load=pickle.load, __name__="reader")
    contents = torch.load(path, map_location="cpu", weights_only=False, pickle_module=reader)
    weights = contents.get("state_dict", contents)
    return {name: tensor for name, tensor in weights.items() if not name.startswith("loss.")}


@pytest.mark.parametrize("folder", cases("vqgan-vq"), ids=lambda folder: folder.name)
def test_pictures_and_codes_equal_the_original(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    values = yaml.safe_load((folder / case["config"]).read_text())["model"]["params"]
    shape = values["ddconfig"]
    config = CodecConfig(
        embedding_dimension=values["embed_dim"],
        codes=values["n_embed"],
        latent_channels=shape["z_channels"],
        channels=shape["ch"],
        channel_multipliers=tuple(shape["ch_mult"]),
        residual_blocks=shape["num_res_blocks"],
        attention_resolutions=tuple(shape["attn_resolutions"]),
        resolution=shape["resolution"],
        wavelet_levels=0,
        decoder_blocks=(shape["num_res_blocks"] + 1,) * len(shape["ch_mult"]),
    )
    codec = Codec(config).eval()
    codec.load_state_dict(read_weights(folder / case["checkpoint"]))
    expected = load_file(folder / "expected.safetensors")
    side = expected["latent"].shape[-1]
    with torch.no_grad():
        latents = codec.latents(expected["image"])
        painted = codec.decode(expected["codes"].long().view(-1, side, side))
    torch.testing.assert_close(latents, expected["latent"], rtol=case["rtol"], atol=case["atol"])
    torch.testing.assert_close(painted, expected["decoded"], rtol=case["rtol"], atol=case["atol"])
    assert torch.equal(codec.encode(expected["image"]).flatten(1).int(), expected["encoded"])


def test_inverse_haar_undoes_the_transform() -> None:
    picture = torch.randn(2, 3, 8, 6)
    upper_left, upper_right, lower_left, lower_right = (picture[..., a::2, b::2] for a in (0, 1) for b in (0, 1))
    low = (upper_left + upper_right + lower_left + lower_right) / 2
    rows = (upper_left + upper_right - lower_left - lower_right) / 2
    columns = (upper_left - upper_right + lower_left - lower_right) / 2
    both = (upper_left - upper_right - lower_left + lower_right) / 2
    details = torch.stack([rows, columns, both], dim=2).flatten(1, 2)
    torch.testing.assert_close(inverse_haar(torch.cat([low, details], dim=1)), picture)
