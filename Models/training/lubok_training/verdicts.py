"""Whether a picture answers the one question of its group. Nothing that answers was learned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .evaluation_scenes import GROUPS, UNJUDGED
from .judge import Judge
from .rendering import Renderer
from .scenes import STYLES, Scene
from .styles import apply_style

Verdicts = list[bool | None]
"""One for each scene; None where nothing is asked."""

_BLOCK = 4
"""Pixels: the side of the smallest tiles that a style makes."""
_LARGEST_DIFFERENCE = 60
"""Of 255: what differs by more is another thing, and says nothing more of the style."""
_DETAIL_WEIGHT = 3.0


class GroupJudge:
    """Asks the question of each scene's group."""

    def __init__(self, judge: Judge, renderer: Renderer) -> None:
        self._judge = judge
        self._renderer = renderer
        self._references: dict[Scene, dict[str | None, np.ndarray]] = {}

    def verdicts(self, scenes: Sequence[Scene], pictures: np.ndarray) -> Verdicts:
        """Of one picture, bytes [side, side, 3], for each scene."""
        answers: Verdicts = [None] * len(scenes)
        styled = [index for index, scene in enumerate(scenes) if scene.group == "style"]
        for index in styled:
            answers[index] = self.style(scenes[index], pictures[index]) == scenes[index].style
        others = [index for index, scene in enumerate(scenes) if scene.group not in ("style", UNJUDGED)]
        if others:
            for index, seen in zip(others, self._judge.verdicts([scenes[index] for index in others], pictures[others])):
                answers[index] = _answer(scenes[index].group, seen)
        return answers

    def style(self, scene: Scene, picture: np.ndarray) -> str | None:
        """The style in which the scene would look most like the picture, in colour and in what is even and what is not; None for no style.

        Most of a picture is background, so the style can be told where the object is another.
        """
        if scene not in self._references:
            plain = self._renderer.over(self._renderer.background(scene.background), scene.objects)
            self._references[scene] = {style: apply_style(plain, style) for style in STYLES} | {None: plain}
        references = self._references[scene]
        return min(references, key=lambda style: _difference(references[style], picture))


def _answer(group: str, seen: dict[str, bool | None]) -> bool | None:
    match group:
        case "object" | "letter" | "two_objects":
            return seen["object"]
        case "object_colour":
            return seen["object"] and seen["ink"]
        case "relation":
            return seen["place"]
        case "scene":
            return seen["object"] and seen["background"]
        case _:
            return seen[group]


def _difference(reference: np.ndarray, picture: np.ndarray) -> float:
    reference, picture = reference.astype(np.float32), picture.astype(np.float32)
    colours = np.abs(reference - picture).clip(max=_LARGEST_DIFFERENCE).mean()
    return float(colours + _DETAIL_WEIGHT * np.abs(_detail(reference) - _detail(picture)).mean())


def _detail(picture: np.ndarray) -> np.ndarray:
    """Mean deviation within blocks against that between neighbouring pixels of different blocks: low where there are tiles."""
    steps = np.abs(np.diff(picture.mean(2), axis=1))
    within = np.arange(steps.shape[1]) % _BLOCK != _BLOCK - 1
    return np.array([steps[:, within].mean(), steps[:, ~within].mean()])


def shares(scenes: Sequence[Scene], verdicts: Verdicts) -> dict[str, float]:
    """Of each group that was asked the share that is right."""
    return {
        group: float(np.mean([verdict for scene, verdict in zip(scenes, verdicts) if scene.group == group]))
        for group in GROUPS
        if group != UNJUDGED and any(scene.group == group for scene in scenes)
    }
