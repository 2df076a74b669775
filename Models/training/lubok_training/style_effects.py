"""What styles are made of. Pictures are uint8 or float32 [side, side, channels], planes float32 [side, side]."""

import numpy
from PIL import Image

_LUMA = numpy.array([0.299, 0.587, 0.114], numpy.float32)


def units(picture: numpy.ndarray, count: int) -> int:
    """`count` 128ths of the picture's side, in pixels."""
    return max(1, count * len(picture) // 128)


def to_bytes(picture: numpy.ndarray) -> numpy.ndarray:
    return picture.clip(0, 255).round().astype(numpy.uint8)


def luma(picture: numpy.ndarray) -> numpy.ndarray:
    return picture.astype(numpy.float32) @ _LUMA


def blocks(picture: numpy.ndarray, block: int) -> numpy.ndarray:
    """Every block of `block` × `block` pixels in its mean colour."""
    height, width, channels = picture.shape
    means = picture.reshape(height // block, block, width // block, block, channels).mean((1, 3), dtype=numpy.float32)
    return means.repeat(block, 0).repeat(block, 1)


def edges(plane: numpy.ndarray) -> numpy.ndarray:
    """How much each pixel differs from those to the left and above."""
    return numpy.abs(numpy.diff(plane, axis=0, prepend=plane[:1])) + numpy.abs(numpy.diff(plane, axis=1, prepend=plane[:, :1]))


def blurred(picture: numpy.ndarray, radius: float) -> numpy.ndarray:
    """Means over squares of 2 · radius + 1 pixels, twice; the border's pixels stand for those beyond it."""
    radius = max(1, round(radius))
    result = picture.astype(numpy.float32)
    for axis in (0, 1, 0, 1):
        padding = [(0, 0)] * result.ndim
        padding[axis] = (radius + 1, radius)
        sums = numpy.pad(result, padding, mode="edge").cumsum(axis, dtype=numpy.float64)
        length = result.shape[axis]
        upper = numpy.take(sums, range(2 * radius + 1, 2 * radius + 1 + length), axis)
        result = ((upper - numpy.take(sums, range(length), axis)) / (2 * radius + 1)).astype(numpy.float32)
    return result


def noise(picture: numpy.ndarray, waves: int, key: int) -> numpy.ndarray:
    """Smooth random numbers of 0…1, about `waves` of them along a side; the same for the same key."""
    grid = numpy.random.Generator(numpy.random.Philox(key=key)).random((waves, waves)).astype(numpy.float32)
    return numpy.asarray(Image.fromarray(grid).resize((len(picture), len(picture)), Image.Resampling.BICUBIC)).clip(0, 1)


def nearest_colours(picture: numpy.ndarray, colours: numpy.ndarray) -> numpy.ndarray:
    """Every pixel in the nearest of `colours`, float32 [count, 3]."""
    distances = ((picture[:, :, None] - colours) ** 2).sum(3)
    return colours[distances.argmin(2)]
