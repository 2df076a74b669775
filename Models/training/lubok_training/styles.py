"""Styles laid over a finished picture. Each takes and gives uint8 [side, side, 3] and does the same to the same picture every time."""

from collections.abc import Callable
from functools import cache

import numpy

from .style_effects import blocks, blurred, edges, luma, nearest_colours, noise, to_bytes, units

_SEPIA = numpy.array([[0.393, 0.349, 0.272], [0.769, 0.686, 0.534], [0.189, 0.168, 0.131]], numpy.float32)
_PAPER = numpy.array([246, 236, 212], numpy.float32)
_DARK_INK = numpy.array([44, 34, 30], numpy.float32)
_SUPREMATIST_COLOURS = numpy.array(
    [[236, 230, 214], [206, 40, 34], [22, 22, 26], [236, 188, 44], [36, 74, 150], [46, 116, 74], [226, 142, 160], [132, 128, 122], [112, 66, 40]], numpy.float32
)

Picture = numpy.ndarray


def apply_style(picture: Picture, style: str) -> Picture:
    """The picture, uint8 [side, side, 3], in one of `scenes.STYLES`."""
    return _STYLES[style](picture)


# A codec's cell is 8 pixels of 128. Blocks, tiles, stitches and the lines of hatching divide it, so that they repeat from cell to cell.


def _pixel_art(picture: Picture) -> Picture:
    """Blocks of half a cell in few colours."""
    return to_bytes((blocks(picture, units(picture, 4)) / 36).round() * 36)


def _mosaic(picture: Picture) -> Picture:
    """Tiles of a cell with dark seams."""
    block = units(picture, 8)
    tiles = blocks(picture, block)
    tiles[::block] *= 0.55
    tiles[:, ::block] *= 0.55
    return to_bytes(tiles)


def _pencil(picture: Picture) -> Picture:
    """Dark lines on paper where brightness changes."""
    brightness = luma(picture)
    paper = 250 - 2.2 * edges(brightness) - 0.12 * (255 - brightness)
    return to_bytes(numpy.repeat(paper[:, :, None], 3, axis=2))


def _sepia(picture: Picture) -> Picture:
    return to_bytes(picture.astype(numpy.float32) @ _SEPIA)


def _negative(picture: Picture) -> Picture:
    return 255 - picture


def _cross_stitch(picture: Picture) -> Picture:
    """Crosses of half a cell on linen."""
    block = units(picture, 4)
    thread = (blocks(picture, block) / 24).round() * 24
    row, column = numpy.indices(picture.shape[:2]) % block
    on_cross = (row == column) | (row + column == block - 1)
    linen = 0.55 * thread + 0.35 * _PAPER
    return to_bytes(numpy.where(on_cross[:, :, None], thread, linen))


def _engraving(picture: Picture) -> Picture:
    """Lines that swell where it is dark, crossed where it is darkest, and outlines."""
    period = units(picture, 4)
    darkness = 1 - blurred(luma(picture), period / 2) / 255
    row, column = numpy.indices(picture.shape[:2])
    level = numpy.abs(row % period + 0.5 - period / 2) / (period / 2)
    slant = numpy.abs((row + column) % (2 * period) + 0.5 - period) / period
    ink = numpy.maximum((darkness * 1.1 - level) * 2 + 0.3, (2 * darkness - 1.25 - slant) * 2 + 0.3)
    ink = numpy.maximum(ink, edges(luma(picture)) / 60).clip(0, 1)[:, :, None]
    return to_bytes(_PAPER + (_DARK_INK - _PAPER) * ink)


def _watercolour(picture: Picture) -> Picture:
    """Thin paint on grained paper that gathers at the edges of what it covers."""
    flat = blurred(picture, units(picture, 2))
    gathered = blurred(edges(luma(flat)), units(picture, 1))[:, :, None]
    strength = 0.62 + 0.20 * noise(picture, 4, 11)[:, :, None]
    painted = 255 - (255 - flat) * strength - 1.6 * gathered
    return to_bytes(painted - 8 * noise(picture, 64, 12)[:, :, None])


def _poster(picture: Picture) -> Picture:
    """Three levels of each colour, and a red frame on paper."""
    levels = ((picture.astype(numpy.float32) - 128) * 1.25 + 128).clip(0, 255)
    poster = (levels / 127.5).round() * 115 + 14
    _frame(poster, 0, 3, _PAPER)
    _frame(poster, 3, 7, numpy.array([196, 34, 30], numpy.float32))
    return to_bytes(poster)


def _neon(picture: Picture) -> Picture:
    """Glowing outlines in the dark, in the colours of what they surround."""
    colour = blurred(picture, units(picture, 1))
    brightest = colour.max(2, keepdims=True).clip(24)
    vivid = (colour / brightest) ** 1.5 * 255
    line = (numpy.stack([edges(picture[:, :, channel].astype(numpy.float32)) for channel in range(3)], 2).max(2, keepdims=True) / 48).clip(0, 1)
    glow = blurred(line * vivid, units(picture, 3))
    return to_bytes(colour * 0.14 + numpy.array([4, 0, 18], numpy.float32) + line * vivid + 0.9 * glow)


@cache
def _panes(side: int) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Of every pixel its pane's number, and the distances to the middle of that pane and of the next one, in 128ths of the side."""
    shifts = numpy.random.Generator(numpy.random.Philox(key=21)).random((9, 9, 2)) - 0.5
    middles = ((numpy.indices((9, 9)).transpose(1, 2, 0) + 0.75 * shifts) * 16).reshape(-1, 2, 1, 1)
    places = numpy.indices((side, side)) * (128 / side)
    distances = numpy.hypot(*(places - middles).transpose(1, 0, 2, 3))
    nearest, next_nearest = numpy.partition(distances, 1, axis=0)[:2].astype(numpy.float32)
    return distances.argmin(0), nearest, next_nearest


def _stained_glass(picture: Picture) -> Picture:
    """Panes of two cells and more between lines of lead, bright in the middle."""
    owner, nearest, next_nearest = _panes(len(picture))
    sizes = numpy.bincount(owner.ravel()).clip(1)
    sums = [numpy.bincount(owner.ravel(), picture[:, :, channel].ravel()) for channel in range(3)]
    mixed = 0.55 * (numpy.stack(sums, 1) / sizes[:, None])[owner] + 0.45 * picture
    mean = mixed.mean(2, keepdims=True)
    bright = (mean + (mixed - mean) * 1.35) * (1.12 - 0.014 * nearest)[:, :, None]
    lead = (next_nearest - nearest < 1.6)[:, :, None]
    return to_bytes(numpy.where(lead, 26, bright))


def _childrens_drawing(picture: Picture) -> Picture:
    """Wax crayon: wavering outlines, slanting strokes between which the paper shows."""
    side = len(picture)
    row, column = numpy.indices((side, side))
    wave = 1.4 * side / 128
    from_row = (row + wave * numpy.sin(column * 26 / side)).round().astype(int).clip(0, side - 1)
    from_column = (column + wave * numpy.sin(row * 31 / side)).round().astype(int).clip(0, side - 1)
    drawn = blurred(picture[from_row, from_column], units(picture, 1))
    period = units(picture, 4)
    stroke = 0.5 + 0.5 * numpy.sin((row + column) * 2 * numpy.pi / period)
    cover = (0.92 - 0.42 * stroke * (0.4 + 0.6 * noise(picture, 8, 31)))[:, :, None]
    outline = (edges(luma(drawn)) / 70).clip(0, 0.7)[:, :, None]
    return to_bytes((255 - (255 - drawn) * cover) * (1 - outline) + 40 * outline)


def _night(picture: Picture) -> Picture:
    """Moonlight: dark and blue, with a moon and stars."""
    side = len(picture)
    night = picture * numpy.array([0.26, 0.32, 0.52], numpy.float32) + numpy.array([4, 8, 34], numpy.float32)
    row, column = numpy.indices((side, side)) * (128 / side)
    moon = (numpy.hypot(row - 14, column - 112) < 9) & (numpy.hypot(row - 12, column - 107) > 8)
    night[moon] = (250, 244, 200)
    for star_row, star_column in ((6, 10), (12, 40), (5, 70), (22, 22), (26, 90), (16, 60)):
        night[(numpy.abs(row - star_row) + numpy.abs(column - star_column)) < 1.6] = (236, 236, 220)
    return to_bytes(night)


def _suprematism(picture: Picture) -> Picture:
    """Flat colours of few paints, with slanting planes and lines that run past."""
    flat = nearest_colours(blurred(picture, units(picture, 2)), _SUPREMATIST_COLOURS)
    side = len(picture)
    row, column = numpy.indices((side, side)) * (128 / side)
    for y, x, slope, length, width, colour in (
        (14, 24, 0.5, 24, 5, 1), (20, 104, -0.7, 20, 3, 2), (112, 100, 0.5, 24, 5, 3), (108, 18, -0.7, 16, 6, 2), (118, 60, 0.1, 30, 1.5, 1), (8, 66, 0.1, 26, 1.5, 4),
    ):
        norm = numpy.hypot(1, slope)
        along = ((column - x) + slope * (row - y)) / norm
        across = ((row - y) - slope * (column - x)) / norm
        flat[(numpy.abs(along) < length / 2) & (numpy.abs(across) < width / 2)] = _SUPREMATIST_COLOURS[colour]
    return to_bytes(flat)


def _lubok(picture: Picture) -> Picture:
    """A popular print: black outlines, paints thinned on paper, a double frame, and a line of writing below."""
    side, unit = len(picture), units(picture, 1)
    paint = (blurred(picture, unit) / 51).round() * 51
    printed = 0.68 * paint + 0.32 * _PAPER - 10 * noise(picture, 32, 41)[:, :, None]
    outline = (edges(blurred(luma(picture), unit)) > 16)[:, :, None]
    printed = numpy.where(outline, _DARK_INK, printed)
    printed[side - 16 * unit :] = _PAPER
    printed[side - 16 * unit : side - 15 * unit] = _DARK_INK
    # Letters of the caption: an upright of each, and a bar at one of three heights.
    heights = numpy.random.Generator(numpy.random.Philox(key=42)).integers(0, 4, 24)
    for letter, height in enumerate(heights.tolist()):
        left, top = (10 + 4.5 * letter) * unit, side - 12 * unit
        if height == 3:
            continue  # between two words
        left = round(left)
        printed[top : top + 6 * unit, left : left + unit] = _DARK_INK
        printed[top + height * 2 * unit : top + (height * 2 + 1) * unit, left : left + 3 * unit] = _DARK_INK
    _frame(printed, 0, 2, _PAPER)
    _frame(printed, 2, 3, _DARK_INK)
    _frame(printed, 3, 4, _PAPER)
    _frame(printed, 4, 5, _DARK_INK)
    return to_bytes(printed)


def _frame(picture: Picture, outer: int, inner: int, colour: numpy.ndarray) -> None:
    """Fills what lies between two distances from the border, in units of a 128th of the side."""
    side, unit = len(picture), units(picture, 1)
    row, column = numpy.indices((side, side))
    distance = numpy.minimum(numpy.minimum(row, side - 1 - row), numpy.minimum(column, side - 1 - column))
    picture[(distance >= outer * unit) & (distance < inner * unit)] = colour


_STYLES: dict[str, Callable[[Picture], Picture]] = {
    "пиксель-арт": _pixel_art,
    "карандаш": _pencil,
    "сепия": _sepia,
    "негатив": _negative,
    "мозаика": _mosaic,
    "лубок": _lubok,
    "супрематизм": _suprematism,
    "вышивка крестиком": _cross_stitch,
    "гравюра": _engraving,
    "акварель": _watercolour,
    "плакат": _poster,
    "неон": _neon,
    "витраж": _stained_glass,
    "детский рисунок": _childrens_drawing,
    "ночь": _night,
}
