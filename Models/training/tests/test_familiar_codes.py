"""Codes chosen by what a transformer expects."""

from __future__ import annotations

import pytest
import torch

from lubok_training.familiar_codes import expected, known_costs
from lubok_training.transformer import Transformer, TransformerConfig


@pytest.fixture(scope="module")
def model() -> Transformer:
    torch.manual_seed(1)
    config = TransformerConfig(layers=2, width=32, heads=2, text_length=4, grid_side=3, text_vocabulary=20, image_vocabulary=7)
    model = Transformer(config).eval()
    torch.nn.init.normal_(model.to_logits[1].weight)
    return model


TEXTS = torch.tensor([[2, 9, 3, 0], [2, 7, 8, 3]])


def test_known_codes_stay(model: Transformer) -> None:
    codes = torch.randint(7, (2, 9))
    costs = torch.stack([known_costs(row.numpy(), 7, torch.device("cpu")) for row in codes])
    assert torch.equal(expected(model, TEXTS, costs), codes)


def test_where_all_serve_alike_the_likeliest_is_chosen(model: Transformer) -> None:
    chosen = expected(model, TEXTS, torch.zeros(2, 9, 7))
    with torch.no_grad():
        logits = model(TEXTS, chosen)[:, 3:-1, 20:]
    assert torch.equal(logits.argmax(2), chosen)


def test_a_far_code_is_not_chosen_however_likely(model: Transformer) -> None:
    costs = torch.full((2, 9, 7), 1e4)
    costs[:, :, 3] = 0
    assert (expected(model, TEXTS, costs) == 3).all()
