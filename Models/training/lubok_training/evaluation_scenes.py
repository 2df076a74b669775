"""The scenes of the benchmark: groups that each ask one question of held-out combinations."""

from __future__ import annotations

from dataclasses import replace

import numpy

from .objects import Object
from .scenes import (
    COUNT_BOXES,
    PLAIN_COLOURS,
    RELATION_BOXES,
    WORD_SIZE,
    Background,
    Domain,
    PlacedObject,
    Scene,
    counted,
    is_held_out,
    middle_corner,
    related,
    sample_scene,
    scene_generator,
)

GROUPS = ("object", "object_colour", "background", "two_objects", "relation", "count", "style", "letter", "scene", "free_form")
UNJUDGED = "free_form"
"""Whatever the domain may show, said in any way: to be looked at."""

JUDGED_RELATIONS = ("left", "right", "above", "below", "between")
_STREAM = 2
_BACKGROUND_KINDS = ("plain", "gradient", "pattern", "landscape")


def evaluation_scene(domain: Domain, index: int) -> Scene:
    """Scene number `index` of the benchmark: the groups take turns, and each goes through its objects, colours, counts … in order."""
    turn, place = divmod(index, len(GROUPS))
    group = GROUPS[place]
    if group == UNJUDGED:
        return replace(sample_scene(replace(domain, style_share=0.0), _STREAM, turn, "held_out"), group=group)
    choices = _Choices(domain, scene_generator(0, _STREAM, index), turn)
    while True:
        scene = replace(getattr(choices, group)(), group=group)
        if is_held_out(scene, domain.objects):
            return replace(scene, held_out=True)


class _Choices:
    """One scene of each group; what `turn` does not fix is random, so that another try may be one that is held out."""

    def __init__(self, domain: Domain, generator: numpy.random.Generator, turn: int) -> None:
        self._domain = domain
        self._generator = generator
        self._turn = turn

    def _any(self, choices):
        return choices[int(self._generator.random() * len(choices))]

    def _next(self, choices):
        return choices[self._turn % len(choices)]

    def _plain(self) -> Background:
        return Background("plain", (self._any(PLAIN_COLOURS),))

    @staticmethod
    def _alone(item: Object, background: Background, ink: str | None = None, style: str | None = None) -> Scene:
        size = WORD_SIZE if item.kind == "word" else 96
        return Scene((PlacedObject(item.index, middle_corner(size), middle_corner(size), size, 0, ink),), background, "one", style)

    def _inked(self, items: tuple[Object, ...]) -> Scene:
        background, item = self._plain(), self._next(items)
        return self._alone(item, background, self._any([ink for ink in self._domain.inks(item) if ink not in background.colours]))

    def _related(self, relation: str) -> Scene:
        items = [self._next(self._domain.emoji)]
        while len(items) < len(RELATION_BOXES[relation]):
            item = self._any(self._domain.emoji)
            if item not in items:
                items.append(item)
        return Scene(related(items, relation), self._plain(), relation)

    def object(self) -> Scene:
        return self._alone(self._next(self._domain.emoji), self._plain())

    def object_colour(self) -> Scene:
        """A shape, or every other time an emoji where the domain gives them colours."""
        if self._turn % 2 and "recoloured" in self._domain.scene_kinds:
            return self._inked(self._domain.recolourable_emoji)
        return self._inked(self._domain.shapes)

    def background(self) -> Scene:
        return self._alone(self._any(self._domain.emoji), self._any(self._domain.backgrounds_by_kind[self._next(_BACKGROUND_KINDS)]))

    def two_objects(self) -> Scene:
        return self._related("together")

    def relation(self) -> Scene:
        return self._related(self._next([relation for relation in self._domain.relations if relation in JUDGED_RELATIONS]))

    def count(self) -> Scene:
        item = self._next(self._domain.countable_emoji)
        boxes = COUNT_BOXES[self._next(self._domain.counts)][0]
        return Scene(counted(item.index, boxes), self._plain(), "count")

    def style(self) -> Scene:
        return self._alone(self._any(self._domain.emoji), self._plain(), style=self._next(self._domain.styles))

    def letter(self) -> Scene:
        return self._inked(self._domain.letters)

    def scene(self) -> Scene:
        return self._alone(self._any(self._domain.emoji), self._next(self._domain.backgrounds_by_kind["landscape"]))
