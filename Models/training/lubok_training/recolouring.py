"""Gives a many-coloured object one colour, with the light and shade that it had."""

import numpy

_KEPT = 0.08
"""Share of the colours of its own."""
_SHADE, _SHINE = 0.55, 0.75
"""How far what is darkest goes from the colour to black, and what is lightest to white."""
_LUMA = numpy.array([0.299, 0.587, 0.114], numpy.float32)


def own_colours(pixels: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Of premultiplied bytes [height, width, 4] the colours [height, width, 3] and the cover [height, width, 1], both 0…255."""
    cover = pixels[:, :, 3:].astype(numpy.float32)
    return pixels[:, :, :3] * (255 / cover.clip(1)), cover


def recoloured(pixels: numpy.ndarray, colour: tuple[int, int, int]) -> numpy.ndarray:
    """Premultiplied bytes [height, width, 4]. What is of middling brightness takes the colour itself."""
    own, cover = own_colours(pixels)
    brightness = own @ _LUMA
    middle = float(numpy.median(brightness[cover[:, :, 0] > 127]))
    ink = numpy.array(colour, numpy.float32)
    darker = ((middle - brightness) / max(middle, 1)).clip(0, 1)[:, :, None]
    lighter = ((brightness - middle) / max(255 - middle, 1)).clip(0, 1)[:, :, None]
    painted = ink * (1 - _SHADE * darker) + (255 - ink) * (_SHINE * lighter)
    mixed = (1 - _KEPT) * painted + _KEPT * own
    result = numpy.concatenate([mixed.clip(0, 255) * (cover / 255), cover], 2)
    return result.round().astype(numpy.uint8)
