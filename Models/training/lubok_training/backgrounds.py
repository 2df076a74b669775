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


def _forest(canvas: _Canvas) -> None:
    canvas.gradient((176, 214, 224), (222, 236, 220), 0, 0.7)
    canvas.rectangle(0, 0.72, 1, 1, (62, 110, 54))
    # The farther, the paler, the smaller and the higher.
    for row, (base, height, colour) in enumerate(((0.70, 0.34, (142, 178, 160)), (0.78, 0.46, (84, 136, 100)), (0.90, 0.62, (32, 88, 54)))):
        for tree in range(6 - row):
            x = (tree + 0.5 * (row % 2) + 0.25) / (5 - row * 0.6)
            for level in range(3):
                top, width = base - height * (1 - level * 0.24), height * (0.16 + 0.08 * level)
                canvas.polygon([(x, top), (x + width, top + height * 0.42), (x - width, top + height * 0.42)], colour)


def _autumn(canvas: _Canvas) -> None:
    canvas.gradient((158, 190, 220), (240, 232, 214), 0, 0.66)
    canvas.rectangle(0, 0.66, 1, 1, (190, 142, 66))
    for x, y, radius, colour in (
        (0.10, 0.36, 0.15, (226, 120, 34)), (0.88, 0.34, 0.16, (204, 62, 40)), (0.66, 0.44, 0.11, (238, 180, 50)), (0.34, 0.46, 0.10, (214, 92, 36)),
    ):
        canvas.rectangle(x - 0.018, y, x + 0.018, 0.74, (92, 62, 42))
        for dx, dy in ((-0.5, 0.2), (0.5, 0.2), (0, -0.3), (0, 0.3)):
            canvas.disc(x + dx * radius, y + dy * radius, radius * 0.75, colour)
    leaves = numpy.random.Generator(numpy.random.Philox(key=5)).random((44, 3))
    for x, y, tint in leaves:
        canvas.disc(x, 0.68 + 0.31 * y, 0.012, ((226, 120, 34), (204, 62, 40), (244, 204, 80))[int(tint * 3)])


def _city(canvas: _Canvas) -> None:
    canvas.gradient((134, 190, 236), (228, 238, 246), 0, 0.85)
    for row, (shade, base) in enumerate(((188, 0.30), (142, 0.44))):
        heights = numpy.random.Generator(numpy.random.Philox(key=6 + row)).random(7)
        for house, height in enumerate(heights.tolist()):
            left, top = house / 7 + 0.02 * row, base + 0.24 * height
            canvas.rectangle(left, top, left + 0.125, 0.88, (shade - 14, shade - 4, shade + 14))
            for floor in range(int((0.84 - top) / 0.07)):
                for window in range(2):
                    x, y = left + 0.025 + 0.05 * window, top + 0.03 + 0.07 * floor
                    canvas.rectangle(x, y, x + 0.028, y + 0.035, (250, 226, 140) if (house + floor + window) % 3 == 0 else (86, 106, 138))
    canvas.rectangle(0, 0.87, 1, 1, (92, 94, 100))
    for dash in range(6):
        canvas.rectangle(dash / 6 + 0.02, 0.93, dash / 6 + 0.1, 0.945, (240, 240, 236))


def _space(canvas: _Canvas) -> None:
    canvas.gradient((10, 6, 30), (38, 14, 66))
    stars = numpy.random.Generator(numpy.random.Philox(key=8)).random((60, 3))
    for x, y, brightness in stars:
        canvas.disc(x, y, 0.004 + 0.007 * brightness, (226, 232, 255))
    canvas.disc(0.14, 0.16, 0.11, (214, 122, 70))
    canvas.disc(0.17, 0.13, 0.03, (178, 92, 52))
    canvas.disc(0.88, 0.84, 0.16, (76, 128, 206))
    canvas.disc(0.84, 0.80, 0.05, (104, 178, 120))
    canvas.line([(0.74, 0.10), (0.95, 0.17)], 0.02, (196, 178, 140))
    canvas.disc(0.845, 0.135, 0.055, (226, 200, 140))


def _sea_floor(canvas: _Canvas) -> None:
    canvas.gradient((62, 178, 208), (8, 62, 116), 0, 0.9)
    canvas.polygon([(0, 0.86), (0.3, 0.82), (0.6, 0.87), (1, 0.83), (1, 1), (0, 1)], (222, 196, 136))
    for x, height, colour in ((0.07, 0.5, (26, 116, 70)), (0.16, 0.34, (52, 148, 84)), (0.9, 0.46, (26, 116, 70)), (0.8, 0.3, (52, 148, 84))):
        points = [(x + 0.02 * numpy.sin(step * 0.9), 0.9 - height * step / 12) for step in range(13)]
        canvas.line(points, 0.028, colour)
    bubbles = numpy.random.Generator(numpy.random.Philox(key=9)).random((18, 3))
    for x, y, size in bubbles:
        canvas.disc(x, 0.8 * y, 0.006 + 0.012 * size, (190, 232, 244))


def _fog(canvas: _Canvas) -> None:
    canvas.gradient((206, 212, 218), (232, 234, 234))
    for height, phase, shade in ((0.42, 0.0, 196), (0.56, 1.9, 178), (0.7, 3.7, 156), (0.86, 5.2, 132)):
        crest = [(step / 32, height + 0.05 * numpy.sin(step / 32 * 6 + phase)) for step in range(33)]
        canvas.polygon([(0, 1), *crest, (1, 1)], (shade - 6, shade, shade + 2))


def _dawn(canvas: _Canvas) -> None:
    canvas.gradient((124, 176, 232), (255, 204, 196), 0, 0.45)
    canvas.gradient((255, 204, 196), (255, 236, 176), 0.45, 0.75)
    canvas.disc(0.26, 0.68, 0.11, (255, 250, 216))
    canvas.polygon([(0, 0.72), (0.25, 0.66), (0.55, 0.72), (0.8, 0.67), (1, 0.71), (1, 1), (0, 1)], (116, 158, 96))
    canvas.polygon([(0, 0.86), (0.4, 0.8), (1, 0.88), (1, 1), (0, 1)], (82, 130, 70))


def _thunderstorm(canvas: _Canvas) -> None:
    canvas.gradient((40, 44, 62), (92, 98, 120), 0, 0.8)
    canvas.rectangle(0, 0.8, 1, 1, (44, 56, 48))
    for x, y, radius in ((0.12, 0.1, 0.13), (0.3, 0.06, 0.15), (0.52, 0.1, 0.14), (0.74, 0.06, 0.15), (0.92, 0.1, 0.13)):
        canvas.disc(x, y, radius, (66, 70, 88))
    for x in (0.16, 0.82):
        canvas.line([(x, 0.2), (x - 0.05, 0.4), (x + 0.02, 0.4), (x - 0.06, 0.66)], 0.018, (252, 240, 150))


def _diamonds(canvas: _Canvas, colour: Colour) -> None:
    for row in range(8):
        for column in range(8):
            x, y = (column + 0.5) / 8, (row + 0.5) / 8
            canvas.polygon([(x, y - 0.05), (x + 0.035, y), (x, y + 0.05), (x - 0.035, y)], colour)


def _little_stars(canvas: _Canvas, colour: Colour) -> None:
    for row in range(8):
        for column in range(8):
            x, y = (column + 0.5) / 8, (row + 0.5) / 8
            angles = numpy.arange(10) * numpy.pi / 5
            radii = numpy.where(numpy.arange(10) % 2, 0.02, 0.048)
            canvas.polygon(list(zip((x + radii * numpy.sin(angles)).tolist(), (y - radii * numpy.cos(angles)).tolist())), colour)


def _net(canvas: _Canvas, colour: Colour) -> None:
    for place in range(-8, 9):
        canvas.line([(place / 8, 0), (place / 8 + 1, 1)], 0.014, colour)
        canvas.line([(place / 8 + 1, 0), (place / 8, 1)], 0.014, colour)


_PATTERNS: dict[str, Callable[..., None]] = {
    "полоска": _stripes,
    "клетка": _checks,
    "горошек": _dots,
    "ромбик": _diamonds,
    "звёздочка": _little_stars,
    "сеточка": _net,
}
_LANDSCAPES: dict[str, Callable[[_Canvas], None]] = {
    "море": _sea,
    "горы": _mountains,
    "ночное небо": _night_sky,
    "закат": _sunset,
    "снег": _snow,
    "дождь": _rain,
    "луг": _meadow,
    "пустыня": _desert,
    "лес": _forest,
    "осень": _autumn,
    "город": _city,
    "космос": _space,
    "дно моря": _sea_floor,
    "туман": _fog,
    "рассвет": _dawn,
    "гроза": _thunderstorm,
}
