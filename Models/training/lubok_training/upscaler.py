"""Real-ESRGAN's RRDBNet for twice the sides (Wang et al. 2018 and 2021), in its keys and operations."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_SLOPE = 0.2
_RESIDUAL_SCALE = 0.2


@dataclass(frozen=True)
class UpscalerConfig:
    features: int
    blocks: int
    growth: int
    scale: int = 2


def _convolution(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=1)


class DenseBlock(nn.Module):
    def __init__(self, features: int, growth: int) -> None:
        super().__init__()
        for number in range(1, 6):
            outputs = growth if number < 5 else features
            self.add_module(f"conv{number}", _convolution(features + growth * (number - 1), outputs))

    def forward(self, features: Tensor) -> Tensor:
        seen = features
        for number in range(1, 5):
            seen = torch.cat([seen, F.leaky_relu(self.get_submodule(f"conv{number}")(seen), _SLOPE)], 1)
        return features + _RESIDUAL_SCALE * self.get_submodule("conv5")(seen)


class ResidualInResidualBlock(nn.Module):
    def __init__(self, features: int, growth: int) -> None:
        super().__init__()
        self.rdb1 = DenseBlock(features, growth)
        self.rdb2 = DenseBlock(features, growth)
        self.rdb3 = DenseBlock(features, growth)

    def forward(self, features: Tensor) -> Tensor:
        return features + _RESIDUAL_SCALE * self.rdb3(self.rdb2(self.rdb1(features)))


class Upscaler(nn.Module):
    """Pictures [n, 3, height, width] in 0…1, both sides even, to [n, 3, 2 · height, 2 · width], not clamped."""

    def __init__(self, config: UpscalerConfig) -> None:
        super().__init__()
        self.config = config
        features = config.features
        self.conv_first = _convolution(12, features)
        self.body = nn.Sequential(*(ResidualInResidualBlock(features, config.growth) for _ in range(config.blocks)))
        self.conv_body = _convolution(features, features)
        self.conv_up1 = _convolution(features, features)
        self.conv_up2 = _convolution(features, features)
        self.conv_hr = _convolution(features, features)
        self.conv_last = _convolution(features, 3)
        self._begin_as_interpolation()

    @torch.no_grad()
    def _begin_as_interpolation(self) -> None:
        """The first channels begin with the picture itself, the others with little: what is learned is a correction."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                module.weight.mul_(0.3)
                module.bias.zero_()
        self.conv_body.weight.zero_()
        for convolution, channels in ((self.conv_first, 12), (self.conv_up1, 3), (self.conv_up2, 3), (self.conv_hr, 3), (self.conv_last, 3)):
            convolution.weight[:channels] = 0
        for channel in range(12):
            self.conv_first.weight[channel, channel, 1, 1] = 1
        # Along one side, of a repeated pair (first, second): what the convolution must take from each of three neighbours so that both halves
        # come out again, but for half of the difference within the pair before, or the next one.
        pair = torch.tensor([[-0.5, 0.5, 0.5], [0.5, 0.5, -0.5]])
        smooth = torch.tensor([0.25, 0.5, 0.25])
        for colour in range(3):
            for part in range(4):
                self.conv_up1.weight[colour, 4 * colour + part] = torch.outer(pair[part // 2], pair[part % 2])
            self.conv_up2.weight[colour, colour] = torch.outer(smooth, smooth)
            self.conv_hr.weight[colour, colour, 1, 1] = 1
            self.conv_last.weight[colour, colour, 1, 1] = 1

    def forward(self, pictures: Tensor) -> Tensor:
        features = self.conv_first(F.pixel_unshuffle(pictures, 2))
        features = features + self.conv_body(self.body(features))
        for doubling in (self.conv_up1, self.conv_up2):
            features = F.leaky_relu(doubling(F.interpolate(features, scale_factor=2, mode="nearest")), _SLOPE)
        return self.conv_last(F.leaky_relu(self.conv_hr(features), _SLOPE))
