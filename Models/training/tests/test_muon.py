"""The optimizer against PyTorch's, of which it is the same but for the arithmetic's type."""

from __future__ import annotations

import torch

from lubok_training.muon import Muon, orthogonal


def test_steps_are_pytorchs() -> None:
    generator = torch.Generator().manual_seed(1)
    shapes = ((24, 64), (64, 24), (32, 32))
    starts = [torch.randn(shape, generator=generator) for shape in shapes]
    ours, theirs = ([torch.nn.Parameter(start.clone()) for start in starts] for _ in range(2))
    optimizers = (
        Muon(ours, torch.bfloat16, weight_decay=0.05),
        torch.optim.Muon(theirs, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
    )
    for _ in range(4):
        for mine, other, shape in zip(ours, theirs, shapes):
            mine.grad = torch.randn(shape, generator=generator)
            other.grad = mine.grad.clone()
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = 0.02
            optimizer.step()
    for mine, other in zip(ours, theirs):
        torch.testing.assert_close(mine, other, rtol=0, atol=1e-4)


def test_single_precision_differs_by_rounding_only() -> None:
    matrix = torch.randn(48, 96, generator=torch.Generator().manual_seed(2))
    exact = orthogonal(matrix)
    assert (torch.linalg.svdvals(exact) - 1).abs().max() < 0.35
    torch.testing.assert_close(orthogonal(matrix.bfloat16()).float(), exact, rtol=0, atol=0.02)
