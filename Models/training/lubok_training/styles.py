"""Styles laid over a finished picture."""

from collections.abc import Callable

import numpy

_BLOCK = 8  # pixels; a codec's cell holds whole blocks
_LUMA = numpy.array([0.299, 0.587, 0.114], numpy.float32)
_SEPIA = numpy.array([[0.393, 0.349, 0.272], [0.769, 0.686, 0.534], [0.189, 0.168, 0.131]], numpy.float32)


def apply_style(picture: numpy.ndarray, style: str) -> numpy.ndarray:
    """The picture, uint8 [height, width, 3], in one of `scenes.STYLES`."""
    return _STYLES[style](picture)


def _bytes(picture: numpy.ndarray) -> numpy.ndarray:
    return picture.clip(0, 255).round().astype(numpy.uint8)


def _blocks(picture: numpy.ndarray, block: int) -> numpy.ndarray:
    height, width, channels = picture.shape
    means = picture.reshape(height // block, block, width // block, block, channels).mean((1, 3))
    return means.repeat(block, 0).repeat(block, 1)


def _pixel_art(picture: numpy.ndarray) -> numpy.ndarray:
    """Blocks of 4 pixels in few colours."""
    return _bytes((_blocks(picture, _BLOCK // 2) / 36).round() * 36)


def _mosaic(picture: numpy.ndarray) -> numpy.ndarray:
    """Tiles of 8 pixels with dark seams."""
    tiles = _blocks(picture, _BLOCK)
    tiles[::_BLOCK] *= 0.55
    tiles[:, ::_BLOCK] *= 0.55
    return _bytes(tiles)


def _pencil(picture: numpy.ndarray) -> numpy.ndarray:
    """Dark lines on paper where brightness changes."""
    luma = picture.astype(numpy.float32) @ _LUMA
    slope = numpy.abs(numpy.diff(luma, axis=0, prepend=luma[:1])) + numpy.abs(numpy.diff(luma, axis=1, prepend=luma[:, :1]))
    paper = 250 - 2.2 * slope - 0.12 * (255 - luma)
    return _bytes(numpy.repeat(paper[:, :, None], 3, axis=2))


def _sepia(picture: numpy.ndarray) -> numpy.ndarray:
    return _bytes(picture.astype(numpy.float32) @ _SEPIA)


def _negative(picture: numpy.ndarray) -> numpy.ndarray:
    return 255 - picture


_STYLES: dict[str, Callable[[numpy.ndarray], numpy.ndarray]] = {
    "пиксель-арт": _pixel_art,
    "карандаш": _pencil,
    "сепия": _sepia,
    "негатив": _negative,
    "мозаика": _mosaic,
}
