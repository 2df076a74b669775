"""Muon (Jordan and others, 2024): gradient steps of which every direction is equally long, for matrices.

PyTorch's own makes its steps in bfloat16 whatever the processor. Where that is not multiplied in hardware a step took fifty times as long as the
pass through the net, so here the arithmetic's type is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

MOMENTUM = 0.95
_COEFFICIENTS = (3.4445, -4.775, 2.0315)
"""Of the odd polynomial x → a·x + b·x³ + c·x⁵, which five times over brings every singular value near one."""
_ITERATIONS = 5
_ADAM_LENGTH = 0.2
"""The root mean square of AdamW's steps, which these are given, so that both take the same learning rates."""


class Muon(torch.optim.Optimizer):
    """Nesterov momentum made orthogonal; weights decay apart from it. A convolution's weights are a matrix with a row for each output."""

    def __init__(self, matrices: Iterable[Tensor], dtype: torch.dtype, weight_decay: float) -> None:
        super().__init__(matrices, {"lr": 1e-3, "weight_decay": weight_decay})
        self._dtype = dtype

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            rate, decay = group["lr"], group["weight_decay"]
            for weight in group["params"]:
                matrix, gradient = weight.flatten(1), weight.grad.flatten(1)
                momentum = self.state[weight].setdefault("momentum_buffer", torch.zeros_like(matrix))
                momentum.lerp_(gradient, 1 - MOMENTUM)
                direction = orthogonal(gradient.lerp(momentum, MOMENTUM).to(self._dtype))
                matrix.mul_(1 - rate * decay)
                matrix.add_(direction, alpha=-rate * _ADAM_LENGTH * max(matrix.shape) ** 0.5)


def orthogonal(matrix: Tensor) -> Tensor:
    """The matrix with all singular values near one, by Newton and Schulz's iteration."""
    a, b, c = _COEFFICIENTS
    wide = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    wide = wide / wide.norm().clamp(min=1e-7)
    for _ in range(_ITERATIONS):
        square = wide @ wide.T
        wide = torch.addmm(wide, torch.addmm(square, square, square, beta=b, alpha=c), wide, beta=a)
    return wide.T if matrix.shape[0] > matrix.shape[1] else wide
