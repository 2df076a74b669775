"""Renders scenes: sprites of objects, composed over a background, then a style over all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont

from .backgrounds import paint_background
from .materials import MATERIALS, made_of
from .objects import Object
from .palette import PALETTE
from .recolouring import recoloured
from .resources import resource
from .scenes import PICTURE_SIDE, Background, PlacedObject, Scene
from .styles import apply_style

_EMOJI_POINT_SIZE = 109  # the one size at which the font holds its bitmaps
_GLYPH_CANVAS = 512  # letters and shapes are drawn this large, then reduced

SHAPE_NAMES = ("круг", "квадрат", "треугольник", "звезда", "сердце", "ромб", "прямоугольник", "кольцо")


@dataclass(frozen=True)
class Sprite:
    """An object ready to be laid over a background: picture · (1 − cover) + colour."""

    colour: numpy.ndarray  # uint16 [size, size, 3], 0…255, already multiplied by cover
    cover: numpy.ndarray  # uint16 [size, size, 1], 0…255


class Renderer:
    """Renders scenes of the given objects. Sprites and backgrounds are kept after their first use."""

    def __init__(
        self,
        objects: Sequence[Object],
        emoji_font: str | Path | None = None,
        text_font: str | Path | None = None,
        picture_side: int = PICTURE_SIDE,
    ):
        self.picture_side = picture_side
        self._objects = objects
        self._emoji_font = ImageFont.truetype(
            str(emoji_font or resource("NotoColorEmoji.ttf")), _EMOJI_POINT_SIZE, layout_engine=ImageFont.Layout.BASIC
        )
        self._letter_font = ImageFont.truetype(str(text_font or resource("DejaVuSans-Bold.ttf")), _GLYPH_CANVAS)
        # Digits have serifs, letters none: 0 and О, 3 and З would be the same picture under two names otherwise.
        self._digit_font = ImageFont.truetype(str(text_font or resource("DejaVuSerif-Bold.ttf")), _GLYPH_CANVAS)
        self._masters: dict[tuple[int, str | None], Image.Image] = {}
        self._sprites: dict[tuple[int, int, int, str | None], Sprite] = {}
        self._backgrounds: dict[Background, numpy.ndarray] = {}

    def render(self, scene: Scene) -> numpy.ndarray:
        """The picture, uint8 [picture_side, picture_side, 3]."""
        picture = self.over(self.background(scene.background), scene.objects)
        return apply_style(picture, scene.style) if scene.style else picture

    def over(self, ground: numpy.ndarray, objects: Sequence[PlacedObject]) -> numpy.ndarray:
        """A copy of `ground`, uint8 [picture_side, picture_side, 3], with the objects on it."""
        picture = ground.copy()
        scale = self.picture_side / PICTURE_SIDE
        for placed in objects:
            size = round(placed.size * scale)
            left, top = round(placed.left * scale), round(placed.top * scale)
            sprite = self.sprite(placed.object, size, placed.turn, placed.ink)
            region = picture[top : top + size, left : left + size]
            # y = x + 128; (y + (y >> 8)) >> 8 is x / 255 rounded, for every product x of two bytes.
            product = region * (255 - sprite.cover)
            region[:] = ((product + 128 + ((product + 128) >> 8)) >> 8) + sprite.colour
        return picture

    def background(self, background: Background) -> numpy.ndarray:
        """The background alone, uint8 [picture_side, picture_side, 3]. Not to be written to."""
        if background not in self._backgrounds:
            self._backgrounds[background] = paint_background(background, self.picture_side)
        return self._backgrounds[background]

    def sprite(self, index: int, size: int, turn: int = 0, ink: str | None = None) -> Sprite:
        """The object's sprite in a box of `size` pixels; `turn` in degrees clockwise; `ink` in place of a letter's or shape's black, or ink or material in
        place of an emoji's own colours."""
        key = (index, size, turn, ink)
        if key not in self._sprites:
            self._sprites[key] = self._make_sprite(*key)
        return self._sprites[key]

    def _make_sprite(self, index: int, size: int, turn: int, ink: str | None) -> Sprite:
        master = self._master(index, ink)
        scale = size / max(master.size)
        width, height = (max(1, round(length * scale)) for length in master.size)
        # Mode RGBa is premultiplied: colours of invisible pixels do not bleed into the edge.
        reduced = master.resize((width, height), Image.Resampling.BOX if scale < 0.5 else Image.Resampling.LANCZOS)
        box = Image.new("RGBa", (size, size))
        box.paste(reduced, ((size - width) // 2, (size - height) // 2))
        pixels = numpy.rot90(numpy.asarray(box).astype(numpy.uint16), -turn // 90)
        cover = numpy.ascontiguousarray(pixels[:, :, 3:])
        return Sprite(numpy.minimum(pixels[:, :, :3], cover), cover)

    def _master(self, index: int, ink: str | None) -> Image.Image:
        """The object as large as it comes, cropped to what is visible, mode RGBa."""
        key = (index, ink)
        if key not in self._masters:
            item = self._objects[index]
            image = self._draw_emoji(item.symbol, ink) if item.kind == "emoji" else self._draw_glyph(item, PALETTE[ink or "чёрный"])
            box = image.getchannel("a").point(lambda cover: 255 if cover > 8 else 0).getbbox()
            if box is None:
                raise ValueError(f"the font has no picture for {item.symbol!r}")
            self._masters[key] = image.crop(box)
        return self._masters[key]

    def _draw_emoji(self, symbol: str, ink: str | None) -> Image.Image:
        # Text drawn straight on a transparent canvas would get dark edges, for its colour is mixed with the canvas's black and
        # its cover multiplied by itself. What differs between a black and a white canvas is what shows through.
        over_black, over_white = (Image.new("RGB", (160, 160), ground) for ground in ("black", "white"))
        for canvas in (over_black, over_white):
            ImageDraw.Draw(canvas).text((8, 8), symbol, font=self._emoji_font, embedded_color=True)
        colour = numpy.asarray(over_black)
        shown_through = (numpy.asarray(over_white).astype(numpy.int16) - colour).max(axis=2, keepdims=True)
        cover = (255 - shown_through).astype(numpy.uint8)
        pixels = numpy.concatenate([colour, cover], axis=2)
        if ink:
            pixels = made_of(pixels, ink) if ink in MATERIALS else recoloured(pixels, PALETTE[ink])
        return Image.frombytes("RGBa", over_black.size, pixels.tobytes())

    def _draw_glyph(self, item: Object, colour: tuple[int, int, int]) -> Image.Image:
        height = _GLYPH_CANVAS * 2
        width = height if item.kind == "shape" else height * len(item.symbol)
        mask = Image.new("L", (width, height))
        if item.kind == "shape":
            _draw_shape(mask, item.symbol)
        else:
            font = self._digit_font if item.kind == "digit" else self._letter_font
            ImageDraw.Draw(mask).text((width // 2, height // 2), item.symbol, fill=255, font=font, anchor="mm")
        image = Image.new("RGBA", mask.size, (*colour, 0))
        image.putalpha(mask)
        return image.convert("RGBa")


def _draw_shape(mask: Image.Image, name: str) -> None:
    """Paints a plain shape into a mask."""
    side = mask.width
    draw = ImageDraw.Draw(mask)

    def polygon(points: Sequence[tuple[float, float]]) -> None:
        draw.polygon([(x * side, y * side) for x, y in points], fill=255)

    def disc(radius: float, fill: int) -> None:
        draw.ellipse([(0.5 - radius) * side, (0.5 - radius) * side, (0.5 + radius) * side, (0.5 + radius) * side], fill=fill)

    match name:
        case "круг":
            disc(0.45, 255)
        case "кольцо":
            disc(0.45, 255)
            disc(0.27, 0)
        case "квадрат":
            polygon([(0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)])
        case "прямоугольник":
            polygon([(0.05, 0.25), (0.95, 0.25), (0.95, 0.75), (0.05, 0.75)])
        case "ромб":
            polygon([(0.5, 0.05), (0.85, 0.5), (0.5, 0.95), (0.15, 0.5)])
        case "треугольник":
            polygon([(0.5, 0.1), (0.95, 0.9), (0.05, 0.9)])
        case "звезда":
            angles = numpy.arange(10) * numpy.pi / 5
            radii = numpy.where(numpy.arange(10) % 2 == 0, 0.45, 0.18)
            polygon(list(zip(0.5 + radii * numpy.sin(angles), 0.5 - radii * numpy.cos(angles))))
        case "сердце":
            angles = numpy.linspace(0, 2 * numpy.pi, 200)
            across = 16 * numpy.sin(angles) ** 3
            up = 13 * numpy.cos(angles) - 5 * numpy.cos(2 * angles) - 2 * numpy.cos(3 * angles) - numpy.cos(4 * angles)
            polygon(list(zip(0.5 + across / 36, 0.5 - up / 36)))
        case _:
            raise ValueError(f"no shape is called {name!r}")
