"""The transformer against ruDALL-E's own results, and its cached sampling against its full forward pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from goldens import cases
from safetensors.torch import load_file

from lubok_training.transformer import KeyValueCache, Sampling, Transformer, TransformerConfig, filtered_probabilities


def v3_cases() -> list[Path]:
    readable = [folder for folder in cases("dalle") if json.loads((folder / "case.json").read_text())["hf_version"] == "v3"]
    return [folder for folder in readable if json.loads((folder / "case.json").read_text())["config"]["cogview_sandwich_layernorm"]]


@pytest.mark.parametrize("folder", v3_cases(), ids=lambda folder: folder.name)
def test_logits_equal_the_original(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    values = case["config"]
    config = TransformerConfig(
        layers=values["num_layers"],
        width=values["hidden_size"],
        heads=values["num_attention_heads"],
        text_length=values["text_seq_length"],
        grid_side=values["image_tokens_per_dim"],
        text_vocabulary=values["vocab_size"],
        image_vocabulary=values["image_vocab_size"],
    )
    model = Transformer(config).eval()
    weights = torch.load(folder / case["checkpoint"], map_location="cpu", weights_only=True)
    weights = {name.removeprefix("module."): tensor.float() for name, tensor in weights.items() if not name.endswith("_mask")}
    model.load_state_dict(weights)
    expected = load_file(folder / "expected.safetensors")
    rows = expected["input_ids"].long()
    texts, codes = rows[:, : config.text_length], rows[:, config.text_length :]
    with torch.no_grad():
        logits = model(texts, codes)
        torch.testing.assert_close(logits, expected["logits"], rtol=case["rtol"], atol=case["atol"])
        caches = [KeyValueCache(config.text_length + config.cells) for _ in range(config.layers)]
        hidden = model.transformer(model.embed_text(texts), 0, caches)[:, -1:]
        steps = [model.image_logits(hidden[:, 0])]
        for cell in range(config.cells - 1):
            hidden = model.transformer(model.embed_codes(codes[:, cell : cell + 1], cell), config.text_length + cell, caches)
            steps.append(model.image_logits(hidden[:, 0]))
    torch.testing.assert_close(torch.stack(steps, dim=1), expected["step_image_logits"], rtol=case["rtol"], atol=case["atol"])


@pytest.mark.parametrize("folder", cases("sampling"), ids=lambda folder: folder.name)
def test_filtering_equals_the_original(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    expected = load_file(folder / "expected.safetensors")
    for settings in case["cases"]:
        sampling = Sampling(settings["temperature"], settings["top_k"], settings["top_p"])
        probabilities = filtered_probabilities(expected["logits"], sampling)
        torch.testing.assert_close(probabilities, expected[settings["probs"]], rtol=1e-4, atol=1e-6)
