"""Structural similarity of pictures (Wang and others, 2004)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

WINDOW = 11
DEVIATION = 1.5
_LUMA = (0.299, 0.587, 0.114)


def structural_similarity(painted: Tensor, pictures: Tensor) -> float:
    """Of the brightness of pictures [count, 3, height, width] in -1…1, meaned over places and pictures."""
    first, second = (_brightness(part) for part in (painted, pictures))
    places = torch.arange(WINDOW, dtype=torch.float32) - WINDOW // 2
    weights = torch.exp(-places.square() / (2 * DEVIATION**2))
    weights = weights / weights.sum()

    def local(planes: Tensor) -> Tensor:
        return F.conv2d(F.conv2d(planes, weights.view(1, 1, 1, -1)), weights.view(1, 1, -1, 1))

    means = local(first), local(second)
    variances = local(first.square()) - means[0].square(), local(second.square()) - means[1].square()
    covariance = local(first * second) - means[0] * means[1]
    small, smaller = 0.03**2, 0.01**2
    similarity = (2 * means[0] * means[1] + smaller) * (2 * covariance + small)
    similarity = similarity / ((means[0].square() + means[1].square() + smaller) * (variances[0] + variances[1] + small))
    return float(similarity.mean())


def _brightness(pictures: Tensor) -> Tensor:
    """[count, 1, height, width] in 0…1."""
    weights = torch.tensor(_LUMA).view(1, 3, 1, 1)
    return ((pictures.float().cpu().clamp(-1, 1) + 1) / 2 * weights).sum(1, keepdim=True)
