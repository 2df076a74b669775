"""Makes an object of a material: its light and shade stay, its colours go."""

from __future__ import annotations

from collections.abc import Callable

import numpy

from .recolouring import own_colours
from .style_effects import noise

MATERIALS = ("золотой", "серебряный", "деревянный", "каменный", "стеклянный", "вязаный")
"""Adjectives, as in captions."""
_GLASS_COVER = 0.55
"""What glass hides of what is behind it; at its darkest and lightest more."""


def made_of(pixels: numpy.ndarray, material: str) -> numpy.ndarray:
    """Premultiplied bytes [side, side, 4], and as many."""
    colours, cover = own_colours(pixels)
    light = _evened(colours, cover)
    painted = _SURFACES[material](light)
    if material == "стеклянный":
        cover = cover * (_GLASS_COVER + (1 - _GLASS_COVER) * (2 * numpy.abs(light - 0.5))[:, :, None])
    result = numpy.concatenate([painted.clip(0, 255) * (cover / 255), cover], 2)
    return result.round().astype(numpy.uint8)


def _evened(colours: numpy.ndarray, cover: numpy.ndarray) -> numpy.ndarray:
    """Brightness, 0…1 [side, side], with the object's darkest tenth at 0.1 and its lightest at 0.9."""
    brightness = colours.mean(2)
    low, high = numpy.percentile(brightness[cover[:, :, 0] > 127], (10, 90))
    return (0.1 + 0.8 * (brightness - low) / max(high - low, 1)).clip(0, 1)


def _ramp(light: numpy.ndarray, *stops: tuple[int, int, int]) -> numpy.ndarray:
    """Colours [side, side, 3] between evenly spaced stops, dark to light."""
    places = numpy.linspace(0, 1, len(stops))
    return numpy.stack([numpy.interp(light, places, channel) for channel in zip(*stops)], 2)


def _gold(light: numpy.ndarray) -> numpy.ndarray:
    return _ramp(_polished(light), (92, 52, 4), (186, 126, 18), (240, 192, 60), (255, 244, 190))


def _silver(light: numpy.ndarray) -> numpy.ndarray:
    return _ramp(_polished(light), (48, 52, 60), (130, 136, 146), (196, 202, 210), (252, 253, 255))


def _polished(light: numpy.ndarray) -> numpy.ndarray:
    """With reflections in bands from the upper left to the lower right."""
    row, column = numpy.indices(light.shape) / len(light)
    return (light + 0.16 * numpy.sin((row + column) * 2 * numpy.pi * 2.5)).clip(0, 1)


def _wood(light: numpy.ndarray) -> numpy.ndarray:
    """Grain along the object, bent by knots."""
    row, column = numpy.indices(light.shape) / len(light)
    bend = 0.08 * (noise(light, 4, 51) - 0.5)
    grain = 0.5 + 0.5 * numpy.sin((row + bend) * 2 * numpy.pi * 14 + 1.5 * numpy.sin(column * 2 * numpy.pi))
    return _ramp((0.25 + 0.5 * light - 0.25 * grain * grain).clip(0, 1), (66, 36, 16), (140, 88, 46), (196, 142, 88), (232, 190, 138))


def _stone(light: numpy.ndarray) -> numpy.ndarray:
    """Grey, in coarse and fine grains."""
    grains = 0.5 * noise(light, 12, 52) + 0.5 * noise(light, 48, 53) - 0.5
    return _ramp((0.15 + 0.6 * light + 0.5 * grains).clip(0, 1), (58, 58, 60), (128, 126, 122), (192, 190, 184))


def _glass(light: numpy.ndarray) -> numpy.ndarray:
    return _ramp(light, (8, 62, 92), (60, 160, 196), (132, 212, 236), (226, 250, 255))


def _knitwear(light: numpy.ndarray) -> numpy.ndarray:
    """Wool in rows of stitches that lean to either side."""
    stitches = 24
    row, column = numpy.indices(light.shape) * (stitches / len(light))
    lean = numpy.abs(column % 1 - 0.5)
    loop = 0.5 + 0.5 * numpy.cos((row + 1.6 * lean) * 2 * numpy.pi)
    gap = (numpy.minimum(column % 1, 1 - column % 1) < 0.12) * 0.2
    return _ramp((0.2 + 0.45 * light + 0.35 * loop - gap).clip(0, 1), (92, 22, 34), (186, 58, 66), (232, 132, 124), (250, 214, 200))


_SURFACES: dict[str, Callable[[numpy.ndarray], numpy.ndarray]] = {
    "золотой": _gold,
    "серебряный": _silver,
    "деревянный": _wood,
    "каменный": _stone,
    "стеклянный": _glass,
    "вязаный": _knitwear,
}
