"""PatchGAN (Isola and others, 2017): says of every patch of a picture whether it was drawn or painted. What it sees in both serves as the perceptual
distance, too, for it is a network trained on these very pictures (feature matching; Wang and others, 2018)."""

from __future__ import annotations

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor, nn

_SLOPE = 0.2


class Critic(nn.Module):
    def __init__(self, channels: int) -> None:
        """`channels` of the first convolution; the last has four times as many."""
        super().__init__()
        self.levels = nn.ModuleList(
            [
                _level(3, channels, stride=2, normalised=False),
                _level(channels, 2 * channels, stride=2),
                _level(2 * channels, 4 * channels, stride=2),
                _level(4 * channels, 4 * channels, stride=1),
            ]
        )
        self.verdict = nn.Conv2d(4 * channels, 1, 4, 1, 1)

    def forward(self, pictures: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Of pictures [batch, 3, side, side] in -1…1: one number for each patch, positive where it looks drawn; and what was seen at each level."""
        seen: list[Tensor] = []
        for level in self.levels:
            pictures = level(pictures)
            seen.append(pictures)
        return self.verdict(pictures), seen


def _level(inputs: int, outputs: int, stride: int, normalised: bool = True) -> nn.Sequential:
    norm = nn.GroupNorm(outputs // 8, outputs) if normalised else nn.Identity()
    return nn.Sequential(nn.Conv2d(inputs, outputs, 4, stride, 1), norm, nn.LeakyReLU(_SLOPE))


def critic_loss(drawn: Tensor, painted: Tensor) -> Tensor:
    """Hinge loss of a critic's verdicts."""
    return (F.relu(1 - drawn).mean() + F.relu(1 + painted).mean()) / 2


def likeness_loss(painted: Sequence[Tensor], drawn: Sequence[Tensor]) -> Tensor:
    """Mean absolute difference of what a critic saw, meaned over its levels."""
    distances = [F.l1_loss(first, second) for first, second in zip(painted, drawn)]
    return sum(distances[1:], start=distances[0]) / len(distances)
