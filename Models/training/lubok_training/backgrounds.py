"""Paints backgrounds: plain colours, gradients, patterns and simple landscapes."""

from collections.abc import Callable

import numpy
from PIL import Image, ImageDraw

from .palette import PALETTE
from .scenes import Background

Colour = tuple[int, int, int]

# Landscapes are painted at this multiple of the picture's size and reduced, which smooths their edges.
_OVERSAMPLING = 4


def paint_background(background: Background, side: int) -> numpy.ndarray:
    """The background as uint8 [side, side, 3]; always the same for the same background."""
    colours = [PALETTE[name] for name in background.colours]
    if background.kind == "plain":
        return numpy.full((side, side, 3), colours[0], numpy.uint8)
    if background.kind == "gradient":
        picture = _gradient(colours[0], colours[1], side)
        return picture if background.name == "вертикальный" else numpy.ascontiguousarray(picture.transpose(1, 0, 2))
    paint = (_PATTERNS if background.kind == "pattern" else _LANDSCAPES)[background.name]
    canvas = Image.new("RGB", (side * _OVERSAMPLING,) * 2, (252, 252, 252))
    paint(_Canvas(canvas), *colours)
    return numpy.asarray(canvas.resize((side, side), Image.Resampling.BOX))


def _gradient(first: Colour, last: Colour, height: int, width: int | None = None) -> numpy.ndarray:
    share = numpy.linspace(0, 1, height, dtype=numpy.float32)[:, None]
    column = numpy.asarray(first, numpy.float32) * (1 - share) + numpy.asarray(last, numpy.float32) * share
    return numpy.repeat(column.round().astype(numpy.uint8)[:, None, :], width or height, axis=1)


class _Canvas:
    """Drawing in units of the picture's side: (0, 0) top left, (1, 1) bottom right."""

    def __init__(self, image: Image.Image):
        self._image = image
        self._draw = ImageDraw.Draw(image)
        self._side = image.width

    def _scaled(self, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x * self._side, y * self._side) for x, y in points]

    def gradient(self, first: Colour, last: Colour, top: float = 0, bottom: float = 1) -> None:
        height = round((bottom - top) * self._side)
        self._image.paste(Image.fromarray(_gradient(first, last, height, self._side)), (0, round(top * self._side)))

    def polygon(self, points: list[tuple[float, float]], colour: Colour) -> None:
        self._draw.polygon(self._scaled(points), fill=colour)

    def rectangle(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self._draw.ellipse(self._scaled([(x - radius, y - radius), (x + radius, y + radius)]), fill=colour)

    def line(self, points: list[tuple[float, float]], width: float, colour: Colour) -> None:
        self._draw.line(self._scaled(points), fill=colour, width=max(1, round(width * self._side)), joint="curve")


def _stripes(canvas: _Canvas, colour: Colour) -> None:
    for stripe in range(0, 8, 2):
        canvas.rectangle(stripe / 8, 0, (stripe + 1) / 8, 1, colour)


def _checks(canvas: _Canvas, colour: Colour) -> None:
    for row in range(8):
        for column in range(row % 2, 8, 2):
            canvas.rectangle(column / 8, row / 8, (column + 1) / 8, (row + 1) / 8, colour)


def _dots(canvas: _Canvas, colour: Colour) -> None:
    for row in range(8):
        for column in range(8):
            canvas.disc((column + 0.5) / 8, (row + 0.5) / 8, 0.034, colour)


def _sea(canvas: _Canvas) -> None:
    canvas.gradient((150, 208, 248), (216, 238, 252), 0, 0.5)
    canvas.gradient((28, 118, 190), (10, 62, 128), 0.5, 1)
    for row in range(4):
        height = 0.56 + row * 0.125
        points = [(step / 64, height + 0.012 * numpy.sin(step / 64 * 8 * numpy.pi + row * 2.1)) for step in range(65)]
        canvas.line(points, 0.012, (170, 214, 244))


def _mountains(canvas: _Canvas) -> None:
    canvas.gradient((126, 186, 236), (226, 240, 250), 0, 1)
    peaks = ((0.22, 0.30, 0.36, (122, 130, 152)), (0.78, 0.24, 0.40, (106, 114, 138)), (0.5, 0.42, 0.34, (88, 96, 120)))
    for x, top, half_width, colour in peaks:
        canvas.polygon([(x, top), (x + half_width, 1), (x - half_width, 1)], colour)
        snow = 0.13
        edge = half_width * snow / (1 - top)
        canvas.polygon([(x, top), (x + edge, top + snow), (x, top + snow * 0.75), (x - edge, top + snow)], (250, 252, 255))


def _night_sky(canvas: _Canvas) -> None:
    canvas.gradient((8, 10, 38), (34, 36, 92))
    stars = numpy.random.Generator(numpy.random.Philox(key=1)).random((70, 3))
    for x, y, brightness in stars:
        canvas.disc(x, y, 0.005 + 0.009 * brightness, (255, 248, 214))


def _sunset(canvas: _Canvas) -> None:
    canvas.gradient((112, 44, 120), (250, 122, 60), 0, 0.45)
    canvas.gradient((250, 122, 60), (255, 206, 96), 0.45, 0.75)
    canvas.disc(0.5, 0.75, 0.16, (255, 240, 170))
    canvas.rectangle(0, 0.75, 1, 1, (70, 34, 66))


def _snow(canvas: _Canvas) -> None:
    canvas.gradient((150, 178, 208), (206, 222, 238), 0, 0.75)
    canvas.rectangle(0, 0.75, 1, 1, (248, 251, 255))
    flakes = numpy.random.Generator(numpy.random.Philox(key=2)).random((60, 3))
    for x, y, size in flakes:
        canvas.disc(x, y, 0.008 + 0.011 * size, (255, 255, 255))


def _rain(canvas: _Canvas) -> None:
    canvas.gradient((92, 104, 122), (146, 156, 170))
    drops = numpy.random.Generator(numpy.random.Philox(key=3)).random((60, 2))
    for x, y in drops:
        canvas.line([(x, y), (x - 0.02, y + 0.09)], 0.01, (196, 220, 244))


def _meadow(canvas: _Canvas) -> None:
    canvas.gradient((128, 200, 250), (214, 238, 252), 0, 0.55)
    canvas.gradient((122, 196, 72), (58, 138, 44), 0.55, 1)
    flowers = numpy.random.Generator(numpy.random.Philox(key=4)).random((40, 3))
    for x, y, tint in flowers:
        canvas.disc(x, 0.6 + 0.4 * y, 0.013, ((255, 255, 255), (255, 220, 60), (240, 96, 120))[int(tint * 3)])


def _desert(canvas: _Canvas) -> None:
    canvas.gradient((104, 188, 244), (244, 232, 204), 0, 0.6)
    canvas.disc(0.84, 0.15, 0.09, (255, 240, 150))
    for height, phase, colour in ((0.58, 0.0, (240, 202, 128)), (0.7, 2.2, (226, 180, 102)), (0.84, 4.0, (208, 158, 82))):
        crest = [(step / 32, height + 0.045 * numpy.sin(step / 32 * 5 + phase)) for step in range(33)]
        canvas.polygon([(0, 1), *crest, (1, 1)], colour)


_PATTERNS: dict[str, Callable[..., None]] = {"полоска": _stripes, "клетка": _checks, "горошек": _dots}
_LANDSCAPES: dict[str, Callable[[_Canvas], None]] = {
    "море": _sea,
    "горы": _mountains,
    "ночное небо": _night_sky,
    "закат": _sunset,
    "снег": _snow,
    "дождь": _rain,
    "луг": _meadow,
    "пустыня": _desert,
}
