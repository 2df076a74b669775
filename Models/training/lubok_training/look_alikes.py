"""Scenes that differ from a given one in a single respect: what a matcher must learn to tell apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from .materials import MATERIALS
from .objects import Object
from .scenes import COUNT_BOXES, Background, Domain, Scene, counted, is_held_out

Choice = TypeVar("Choice")

GROUP_SIZE = 4
"""A scene and its look-alikes: another object, another background, another arrangement or colour."""


def look_alikes(scene: Scene, domain: Domain, random_numbers: np.random.Generator) -> list[Scene]:
    """The scene and three like it, none of them held out of training."""
    changes = (_with_other_object, _with_other_background, _with_other_arrangement)
    return [scene, *(_allowed(change, scene, domain, random_numbers) for change in changes)]


_Change = Callable[[Scene, Domain, np.random.Generator], Scene]


def _allowed(change: _Change, scene: Scene, domain: Domain, random_numbers: np.random.Generator) -> Scene:
    changed = change(scene, domain, random_numbers)
    while is_held_out(changed, domain.objects):
        changed = _with_other_object_and_background(scene, domain, random_numbers)
    return changed


def _with_other_object(scene: Scene, domain: Domain, random_numbers: np.random.Generator) -> Scene:
    """The first object, or the one inside of another, becomes another of its kind wherever it stands in the scene."""
    old = scene.objects[-1 if scene.relation == "inside" else 0]
    present = {placed.object for placed in scene.objects}
    choices = domain.emoji if old.ink is None else _inkable(domain, old.object)
    if scene.relation == "count":
        choices = domain.countable_emoji
    new = _other([item.index for item in choices], present, random_numbers)
    objects = tuple(replace(placed, object=new) if placed.object == old.object else placed for placed in scene.objects)
    return replace(scene, objects=objects)


def _inkable(domain: Domain, index: int) -> tuple[Object, ...]:
    """What may have the ink that this object has."""
    match domain.objects[index].kind:
        case "emoji":
            return domain.recolourable_emoji
        case "shape":
            return domain.shapes
        case _:
            return domain.letters


def _with_other_background(scene: Scene, domain: Domain, random_numbers: np.random.Generator) -> Scene:
    inks = {placed.ink for placed in scene.objects}
    colours = [background.colours[0] for background in domain.backgrounds_by_kind["plain"]]
    colour = _other(colours, inks | set(scene.background.colours), random_numbers)
    return replace(scene, background=Background("plain", (colour,)))


def _with_other_arrangement(scene: Scene, domain: Domain, random_numbers: np.random.Generator) -> Scene:
    """Two objects change places, several of a kind become another number, one in a stated colour takes another; otherwise all of it is another."""
    objects = scene.objects
    if scene.relation == "count":
        return _with_other_count(scene, domain, random_numbers)
    if len({placed.object for placed in objects}) > 1 and scene.relation != "inside":
        first, second, *others = objects
        return replace(scene, objects=(replace(first, object=second.object), replace(second, object=first.object), *others))
    if len(objects) == 1 and objects[0].ink:
        choices = MATERIALS if objects[0].ink in MATERIALS else domain.inks(domain.objects[objects[0].object])
        ink = _other(list(choices), {objects[0].ink, *scene.background.colours}, random_numbers)
        return replace(scene, objects=(replace(objects[0], ink=ink),))
    return _with_other_object_and_background(scene, domain, random_numbers)


def _with_other_count(scene: Scene, domain: Domain, random_numbers: np.random.Generator) -> Scene:
    arrangements = COUNT_BOXES[_other(list(domain.counts), {scene.count}, random_numbers)]
    return replace(scene, objects=counted(scene.objects[0].object, arrangements[int(random_numbers.integers(len(arrangements)))]))


def _with_other_object_and_background(scene: Scene, domain: Domain, random_numbers: np.random.Generator) -> Scene:
    return _with_other_background(_with_other_object(scene, domain, random_numbers), domain, random_numbers)


def _other(choices: list[Choice], taken: set[Choice], random_numbers: np.random.Generator) -> Choice:
    while (choice := choices[int(random_numbers.integers(len(choices)))]) in taken:
        pass
    return choice
