"""What a picture shows: scenes, the domain they are drawn from, and which combinations are held out of training."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b

import numpy

from .materials import MATERIALS
from .objects import Object, load_adjectives, load_objects
from .palette import FIRST_INKS, INKS, PALETTE

PICTURE_SIDE = 128
FIRST_LANDSCAPES = ("море", "горы", "ночное небо", "закат", "снег", "дождь", "луг", "пустыня")
LANDSCAPES = (*FIRST_LANDSCAPES, "лес", "осень", "город", "космос", "дно моря", "туман", "рассвет", "гроза")
FIRST_PATTERNS = ("полоска", "клетка", "горошек")
PATTERNS = (*FIRST_PATTERNS, "ромбик", "звёздочка", "сеточка")
FIRST_STYLES = ("пиксель-арт", "карандаш", "сепия", "негатив", "мозаика")
STYLES = (
    *FIRST_STYLES,
    *("лубок", "супрематизм", "вышивка крестиком", "гравюра", "акварель"),
    *("плакат", "неон", "витраж", "детский рисунок", "ночь"),
)
PLAIN_COLOURS = tuple(PALETTE)

# One of this many combinations of object × background × relation is held out.
_HELD_OUT_PERIOD = len(PLAIN_COLOURS)


@dataclass(frozen=True)
class Background:
    """What is behind the objects. `kind` is "plain", "gradient", "pattern" or "landscape"."""

    kind: str
    colours: tuple[str, ...] = ()  # palette names; of a gradient: from, to
    name: str = ""  # of a pattern or landscape; of a gradient: "вертикальный" or "горизонтальный"

    @property
    def key(self) -> str:
        """The same for backgrounds that look the same, short enough for a table."""
        return "|".join((self.kind, self.name, *self.colours))


@dataclass(frozen=True)
class PlacedObject:
    """An object of the domain, its box (left, top, size in pixels), turn in degrees clockwise, and ink: of a letter or shape always, of an emoji where it is
    not in its own colours. An emoji may have a material in place of an ink."""

    object: int
    left: int
    top: int
    size: int
    turn: int = 0
    ink: str | None = None


@dataclass(frozen=True)
class Scene:
    """All that rendering and captions need. Objects are drawn in order, the last on top."""

    objects: tuple[PlacedObject, ...]
    background: Background
    relation: str  # "one", "place", "count", "left", "right", "above", "below", "behind", "together", "between", "inside"
    style: str | None = None
    held_out: bool = False
    group: str = ""  # of an evaluation scene: see `evaluation_scenes`

    @property
    def count(self) -> int:
        return len(self.objects)


# The boxes of a scene lie on the 16-pixel grid and measure multiples of it, two cells of the codec. The codec then sees an
# object cut in the same way every time, so its codes repeat between pictures and a small transformer learns them as words,
# instead of learning every offset of every object anew.
_GRID = 16


def middle_corner(size: int) -> int:
    """Where a box of this size begins that stands in the middle, or as near to it as the grid allows."""
    return (PICTURE_SIDE - size) // 2 // _GRID * _GRID


RECOLOURED_SIZE = 96
"""Pixels: objects that are not in their own colours are of this size only."""
WORD_SIZE = 128
"""Pixels: four letters in less could not be read."""
COUNT_BOXES = {
    2: (((0, 32), (64, 32)), ((0, 0), (64, 64)), ((32, 0), (32, 64))),
    3: (((32, 0), (0, 64), (64, 64)), ((0, 0), (64, 0), (32, 64))),
    4: (((0, 0), (64, 0), (0, 64), (64, 64)),),
    5: (((0, 24), (40, 24), (80, 24), (16, 64), (64, 64)),),
    6: (((0, 24), (40, 24), (80, 24), (0, 64), (40, 64), (80, 64)),),
}


def count_size(count: int) -> int:
    """Pixels: the side of each of so many objects. Five and six stand closer than the grid, but on whole cells of the codec."""
    return 64 if count <= 4 else SMALLEST_SIZE


SMALLEST_SIZE = 40


RELATION_BOXES = {
    "left": ((0, 32), (64, 32)),
    "right": ((64, 32), (0, 32)),
    "above": ((32, 0), (32, 64)),
    "below": ((32, 64), (32, 0)),
    "behind": ((16, 16), (48, 48)),
    "together": ((0, 32), (64, 32)),
    "between": ((40, 40), (0, 40), (80, 40)),
}
RELATION_SIZES = dict.fromkeys(RELATION_BOXES, 64) | {"between": SMALLEST_SIZE}


def counted(index: int, boxes: Sequence[tuple[int, int]]) -> tuple[PlacedObject, ...]:
    """The same object in each of the boxes."""
    size = count_size(len(boxes))
    return tuple(PlacedObject(index, left, top, size) for left, top in boxes)


def related(items: Sequence[Object], relation: str) -> tuple[PlacedObject, ...]:
    """As many objects as the relation has boxes, each in its own."""
    size = RELATION_SIZES[relation]
    return tuple(PlacedObject(item.index, left, top, size) for item, (left, top) in zip(items, RELATION_BOXES[relation]))


ENCLOSING_SHAPES = ("круг", "квадрат", "ромб", "сердце")
"""What an object can be inside of."""
ENCLOSING_SIZE, ENCLOSED_SIZE = 128, 64
PLACE_SIZE = 64
"""Pixels: of an object in a stated corner or at a stated side."""


@dataclass(frozen=True)
class Domain:
    """Which scenes there are and how often. Kinds of scenes: see `scene_kinds`; probabilities need not sum to one."""

    object_count: int | None = None  # how many emoji there are; None for all
    drawn_count: int | None = None  # how many letters, digits, shapes and words
    scene_kinds: dict[str, float] = field(
        default_factory=lambda: {"plain": 0.58, "setting": 0.14, "count": 0.10, "relation": 0.10, "letter": 0.06, "shape": 0.02}
    )
    settings: dict[str, float] = field(default_factory=lambda: {"gradient": 0.3, "pattern": 0.2, "landscape": 0.5})
    relations: tuple[str, ...] = ("left", "right", "above", "below", "together", "behind", "between", "inside")
    plain_share_elsewhere: float = 0.85  # of scenes with several objects, letters or shapes
    style_share: float = 0.06
    styles: tuple[str, ...] = STYLES
    letter_inks: tuple[str, ...] = INKS  # of letters, digits and words; shapes come in all
    landscapes: tuple[str, ...] = LANDSCAPES
    patterns: tuple[str, ...] = PATTERNS
    turn_share: float = 0.03
    size_shares: dict[int, float] = field(default_factory=lambda: {96: 0.90, 48: 0.06, 128: 0.04})  # of a single object
    place_share: float = 0.03  # a small object in a stated corner or at a stated side
    off_centre_share: float = 0.12  # a large object up to a step of the grid off the middle
    counts: tuple[int, ...] = (2, 3, 4, 5, 6)

    @staticmethod
    def cpu() -> "Domain":
        """Narrow enough for hours on two cores: a part of the emoji, mostly on plain backgrounds, and most of what is hard to learn."""
        return Domain(
            object_count=330,
            drawn_count=51,
            relations=("left", "right", "above", "below", "together"),
            counts=(2, 3, 4),
            scene_kinds={"plain": 0.14, "setting": 0.16, "count": 0.08, "relation": 0.24, "letter": 0.28, "shape": 0.10},
            plain_share_elsewhere=0.95,
            style_share=0.05,
            styles=FIRST_STYLES,
            letter_inks=FIRST_INKS,
            landscapes=FIRST_LANDSCAPES,
            patterns=FIRST_PATTERNS,
            turn_share=0.0,
            size_shares={96: 0.93, 64: 0.07},
            place_share=0.08,
            off_centre_share=0.15,
        )

    @staticmethod
    def gpu() -> "Domain":
        """Everything there is."""
        return Domain(
            scene_kinds={"plain": 0.28, "setting": 0.22, "count": 0.14, "relation": 0.14, "letter": 0.06, "shape": 0.02, "recoloured": 0.09, "material": 0.05},
            plain_share_elsewhere=0.7,
            style_share=0.08,
            turn_share=0.05,
            size_shares={96: 0.80, 64: 0.06, 48: 0.08, 128: 0.06},
            place_share=0.06,
            off_centre_share=0.2,
        )

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Every size at which an object may be drawn, the largest first."""
        sizes = {*self.size_shares, *map(count_size, self.counts), *(RELATION_SIZES[name] for name in self.relations if name in RELATION_SIZES)}
        if "inside" in self.relations:
            sizes |= {ENCLOSING_SIZE, ENCLOSED_SIZE}
        if any(item.kind == "word" for item in self.objects):
            sizes.add(WORD_SIZE)
        return tuple(sorted(sizes | {PLACE_SIZE}, reverse=True))

    @cached_property
    def objects(self) -> tuple[Object, ...]:
        return tuple(load_objects(self.object_count, self.drawn_count))

    @cached_property
    def emoji(self) -> tuple[Object, ...]:
        return tuple(item for item in self.objects if item.kind == "emoji")

    @cached_property
    def countable_emoji(self) -> tuple[Object, ...]:
        return tuple(item for item in self.emoji if item.countable)

    @cached_property
    def drawn_objects(self) -> tuple[Object, ...]:
        return tuple(item for item in self.objects if item.coloured)

    @cached_property
    def letters(self) -> tuple[Object, ...]:
        """Letters, digits and words."""
        return tuple(item for item in self.drawn_objects if item.kind != "shape")

    @cached_property
    def shapes(self) -> tuple[Object, ...]:
        return tuple(item for item in self.drawn_objects if item.kind == "shape")

    def inks(self, item: Object) -> tuple[str, ...]:
        """Those that the object may be drawn in."""
        return self.letter_inks if item.coloured and item.kind != "shape" else INKS

    @cached_property
    def recolourable_emoji(self) -> tuple[Object, ...]:
        """Those whose names name neither colour nor material."""
        adjectives = load_adjectives()
        colours = {adjectives[lemma].agree(gender, "nominative") for lemma in (*PALETTE, *MATERIALS) for gender in ("masculine", "feminine", "neuter", "plural")}
        return tuple(item for item in self.emoji if not any(colours & set(phrase.nominative.split()) for phrase in item.phrases))

    @cached_property
    def backgrounds(self) -> tuple[Background, ...]:
        """Every background of the domain."""
        plain = [Background("plain", (colour,)) for colour in PLAIN_COLOURS]
        gradients = [
            Background("gradient", (first, second), direction)
            for direction in ("вертикальный", "горизонтальный")
            for first in PLAIN_COLOURS
            for second in PLAIN_COLOURS
            if first != second
        ]
        patterns = [Background("pattern", (colour,), name) for name in self.patterns for colour in PLAIN_COLOURS if colour not in ("белый", "бежевый")]
        landscapes = [Background("landscape", (), name) for name in self.landscapes]
        return tuple(plain + gradients + patterns + landscapes)

    @cached_property
    def backgrounds_by_kind(self) -> dict[str, tuple[Background, ...]]:
        return {kind: tuple(b for b in self.backgrounds if b.kind == kind) for kind in ("plain", "gradient", "pattern", "landscape")}


def _digest(*parts: str) -> int:
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "little")


def _of_digest(choices: tuple[str, ...], *parts: str) -> str:
    return choices[_digest(*parts) % len(choices)]


def _relation_role(scene: Scene) -> str:
    return f"count {scene.count}" if scene.relation == "count" else scene.relation


def is_held_out(scene: Scene, objects: tuple[Object, ...]) -> bool:
    """True where any object of the scene stands in a held-out combination of object × background × relation.

    For each object and relation exactly one plain colour is held out, and as large a share of the other backgrounds; and of each emoji one ink and one material.
    """
    role = _relation_role(scene)
    background = scene.background
    for placed in scene.objects:
        symbol = objects[placed.object].symbol
        if placed.ink and not objects[placed.object].coloured and placed.ink in (_of_digest(INKS, symbol, "ink"), _of_digest(MATERIALS, symbol, "material")):
            return True
        if background.kind == "plain":
            if PLAIN_COLOURS[_digest(symbol, role) % _HELD_OUT_PERIOD] in background.colours:
                return True
        elif _digest(symbol, role, background.key) % _HELD_OUT_PERIOD == 0:
            return True
    return False


class _Draw:
    """One scene's random choices."""

    def __init__(self, domain: Domain, generator: numpy.random.Generator):
        self.domain = domain
        self._generator = generator

    def chance(self, probability: float) -> bool:
        return self._generator.random() < probability

    def one_of(self, choices):
        return choices[int(self._generator.random() * len(choices))]

    def weighted(self, weights: dict):
        point = self._generator.random() * sum(weights.values())
        for choice, weight in weights.items():
            point -= weight
            if point < 0:
                return choice
        return choice

    def scene(self) -> Scene:
        kind = self.weighted(self.domain.scene_kinds)
        scene = getattr(self, f"_{kind}_scene")()
        if self.chance(self.domain.style_share):
            scene = replace(scene, style=self.one_of(self.domain.styles))
        return scene

    def _plain_scene(self) -> Scene:
        return self._single(self.one_of(self.domain.emoji), self.plain_background())

    def _setting_scene(self) -> Scene:
        kind = self.weighted(self.domain.settings)
        return self._single(self.one_of(self.domain.emoji), self.one_of(self.domain.backgrounds_by_kind[kind]))

    def _letter_scene(self) -> Scene:
        return self._inked(self.one_of(self.domain.letters))

    def _shape_scene(self) -> Scene:
        return self._inked(self.one_of(self.domain.shapes))

    def _inked(self, item: Object) -> Scene:
        background = self._background_elsewhere()
        return self._single(item, background, self._ink(self.domain.inks(item), background))

    def _ink(self, inks: Sequence[str], background: Background) -> str:
        """One that shows on the background."""
        return self.one_of([ink for ink in inks if ink not in background.colours])

    def _recoloured_scene(self) -> Scene:
        background = self.plain_background()
        return self._alone_in(self._ink(INKS, background), background)

    def _material_scene(self) -> Scene:
        return self._alone_in(self.one_of(MATERIALS), self.plain_background())

    def _alone_in(self, ink: str, background: Background) -> Scene:
        corner = middle_corner(RECOLOURED_SIZE)
        placed = PlacedObject(self.one_of(self.domain.recolourable_emoji).index, corner, corner, RECOLOURED_SIZE, 0, ink)
        return Scene((placed,), background, "one")

    def _count_scene(self) -> Scene:
        item = self.one_of(self.domain.countable_emoji)
        boxes = self.one_of(COUNT_BOXES[self.one_of(self.domain.counts)])
        return Scene(counted(item.index, boxes), self._background_elsewhere(), "count")

    def _relation_scene(self) -> Scene:
        items = [self.one_of(self.domain.emoji)]
        while len(items) < 2:
            self._add_other(items)
        relation = self.one_of(self.domain.relations)
        if relation == "inside":
            return self._inside_scene(items[0])
        while len(items) < len(RELATION_BOXES[relation]):
            self._add_other(items)
        return Scene(related(items, relation), self._background_elsewhere(), relation)

    def _add_other(self, items: list[Object]) -> None:
        item = self.one_of(self.domain.emoji)
        if item not in items:
            items.append(item)

    def _inside_scene(self, item: Object) -> Scene:
        shape = self.one_of([item for item in self.domain.shapes if item.symbol in ENCLOSING_SHAPES])
        background = self.plain_background()
        ink = self._ink(INKS, background)
        return Scene((PlacedObject(shape.index, 0, 0, ENCLOSING_SIZE, 0, ink), PlacedObject(item.index, 32, 32, ENCLOSED_SIZE)), background, "inside")

    def plain_background(self) -> Background:
        return self.one_of(self.domain.backgrounds_by_kind["plain"])

    def _background_elsewhere(self) -> Background:
        if self.chance(self.domain.plain_share_elsewhere):
            return self.plain_background()
        return self.one_of(self.domain.backgrounds_by_kind[self.weighted(self.domain.settings)])

    def _single(self, item: Object, background: Background, ink: str | None = None) -> Scene:
        if item.kind == "word":
            return Scene((PlacedObject(item.index, middle_corner(WORD_SIZE), middle_corner(WORD_SIZE), WORD_SIZE, 0, ink),), background, "one")
        if self.chance(self.domain.place_share):
            left, top = self.one_of([(x, y) for x in (0, 32, 64) for y in (0, 32, 64) if (x, y) != (32, 32)])
            return Scene((PlacedObject(item.index, left, top, PLACE_SIZE, 0, ink),), background, "place")
        size = self.weighted(self.domain.size_shares)
        left = top = middle_corner(size)
        if size == 96 and self.chance(self.domain.off_centre_share):
            left, top = self.one_of([(x, y) for x in (0, 16, 32) for y in (0, 16, 32) if (x, y) != (16, 16)])
        turn = self.one_of((90, 180)) if item.kind == "emoji" and self.chance(self.domain.turn_share) else 0
        return Scene((PlacedObject(item.index, left, top, size, turn, ink),), background, "one")


_TRAINING_STREAM, _HELD_OUT_STREAM = 0, 1


def scene_generator(seed: int, stream: int, index: int) -> numpy.random.Generator:
    """A random stream of its own for each scene, so that any scene can be made again without those before it."""
    return numpy.random.Generator(numpy.random.Philox(key=[seed, stream], counter=[0, 0, index, 0]))


def sample_scene(domain: Domain, seed: int, index: int, split: str = "train") -> Scene:
    """Scene number `index` of a stream: "train" never shows a held-out combination, "held_out" shows only those."""
    wanted = split == "held_out"
    draw = _Draw(domain, scene_generator(seed, _HELD_OUT_STREAM if wanted else _TRAINING_STREAM, index))
    while True:
        scene = draw.scene()
        if is_held_out(scene, domain.objects) == wanted:
            return replace(scene, held_out=wanted)
