"""Says what a picture shows, by comparing it with renderings. Nothing in it is learned, neither from the generator nor the matcher.

Masked template matching at a quarter of the size. With the background B taken from the picture's border and the residual
R = picture − B, an object drawn at a place changes the background by D = colour − cover · B. It explains
|R|² − |R − D|² = 2 R·D − |D|² of the residual: its gain. The fit is the gain's share of |R|² in the object's box, 1 for the
exact rendering. The object seen is the one with the largest gain · fit² of all objects of the domain at all sizes and places:
by the gain alone a large shape is seen where several small objects stand, by the fit alone a bit of an object. Further ones
are found after what was explained is taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import torch
from torch.nn import functional

from .objects import Object
from .palette import INKS, PALETTE
from .rendering import Renderer
from .scenes import PICTURE_SIDE, RECOLOURED_SIZE, Domain, Scene

_REDUCTION = 4  # pixels per judged pixel, in each direction
_SIDE = PICTURE_SIDE // _REDUCTION
_STRIDE = 2  # judged pixels between places that are tried: half a cell of the scenes' grid
_RING = 2  # judged pixels of border that the background is taken from
_COLOUR_TOLERANCE = 0.12  # differences beyond this (of 0…1) say only "something else is there", not how wrong the background is
_PRESENCE = 0.4  # the fit that an object must have to be counted
_FAINTEST = 0.02  # the share of the first object's gain below which nothing more is counted
_LEAST_INK_CONTRAST = 0.02  # squared distance of an ink from its background (0…3) below which nothing could be read
_MOST_OBJECTS = 6
_BATCH = 64
_INNERMOST = 0.9  # of an object's greatest cover: from here on a pixel is the object's alone


@dataclass(frozen=True)
class Detection:
    """An object seen at a place; `left`, `top`, `size` in pixels; `confidence` is the fit."""

    object: int
    left: int
    top: int
    size: int
    confidence: float


@dataclass(frozen=True)
class _Templates:
    """All objects at one size: emoji first with their colours, then the letters and shapes, which take any ink."""

    size: int  # pixels
    side: int  # judged pixels
    places: int  # along one side
    emoji: torch.Tensor  # indices of the objects with colours of their own
    inked: torch.Tensor  # indices of the others
    colour: torch.Tensor  # [emoji, 4 · side²]: 2 · colour in three channels, −2 · cover: multiplies R and R·B
    energy: torch.Tensor  # [emoji, 4 · side²]: −2 · colour · cover, cover²: multiplies B and |B|²
    own_energy: torch.Tensor  # [emoji]: |colour|²
    cover: torch.Tensor  # [inked, side²]
    cover_energy: torch.Tensor  # [inked]: |cover|²


@dataclass(frozen=True)
class _Batch:
    """Pictures under judgement."""

    residual: torch.Tensor  # [pictures, 3, side, side], what is left to explain
    background: torch.Tensor  # the same shape


@dataclass(frozen=True)
class _Candidates:
    """The best object at one size, of each picture."""

    score: torch.Tensor
    gain: torch.Tensor
    fit: torch.Tensor
    object: torch.Tensor
    place: torch.Tensor


class Judge:
    """Judges pictures of a domain's scenes."""

    def __init__(self, objects: Sequence[Object], renderer: Renderer, domain: Domain, device: torch.device | str = "cpu"):
        self._objects = objects
        self._device = torch.device(device)
        self._backgrounds = domain.backgrounds
        painted = numpy.stack([renderer.background(background) for background in domain.backgrounds])
        self._painted = self._reduced(painted)
        self._renderer = renderer
        self._templates = [self._templates_of_size(size) for size in domain.sizes]
        self._recoloured: dict[str, list[_Templates]] = {}
        self._inks = torch.tensor([PALETTE[ink] for ink in INKS], device=self._device) / 255

    def background(self, pictures: numpy.ndarray) -> list[str]:
        """Of each picture, uint8 [n, 128, 128, 3], the key of the background that its border fits best."""
        nearest = torch.cat([self._nearest_background(self._reduced(part)) for part in _batches(pictures)])
        return [self._backgrounds[index].key for index in nearest.tolist()]

    def objects(self, pictures: numpy.ndarray, at_most: int = _MOST_OBJECTS, ink: str | None = None) -> list[list[Detection]]:
        """Of each picture the objects seen in it, the one that explains most first; the first is given however doubtful.

        With an ink it is asked what would be seen if all emoji were in that ink.
        """
        templates = self._templates if ink is None else self._templates_in(ink)
        return [found for part in _batches(pictures) for found in self._detect(self._batch(self._reduced(part)), templates, at_most)]

    def verdict(self, scene: Scene, picture: numpy.ndarray) -> dict[str, bool | None]:
        """Whether background, object, count, place and ink are right; None for what the scene does not ask."""
        return self.verdicts([scene], picture[None])[0]

    def verdicts(self, scenes: Sequence[Scene], pictures: numpy.ndarray) -> list[dict[str, bool | None]]:
        """The same for many pictures."""
        backgrounds = self.background(pictures)
        verdicts: list[dict[str, bool | None]] = [{}] * len(scenes)
        asked: dict[tuple[int, str | None], list[int]] = {}
        for index, scene in enumerate(scenes):
            # One look is enough where only one object is asked for, and looking is what takes time.
            looks = _MOST_OBJECTS if scene.count > 1 else 1
            asked.setdefault((looks, self._ink_of_emoji(scene)), []).append(index)
        for (looks, ink), indices in asked.items():
            for index, detections in zip(indices, self.objects(pictures[indices], looks, ink)):
                scene = scenes[index]
                verdicts[index] = {
                    "background": backgrounds[index] == scene.background.key,
                    "object": _objects_right(scene, detections),
                    "count": len(detections) == scene.count if scene.relation == "count" else None,
                    "place": _place_right(scene, detections),
                    "ink": self._ink_right(scene, detections, pictures[index]),
                }
        return verdicts

    def _ink_of_emoji(self, scene: Scene) -> str | None:
        first = scene.objects[0]
        return None if self._objects[first.object].coloured else first.ink

    def _ink_right(self, scene: Scene, detections: Sequence[Detection], picture: numpy.ndarray) -> bool | None:
        """Whether what is seen first has, in its middle, the ink asked for and no nearer one."""
        ink = scene.objects[0].ink
        if ink is None:
            return None
        if not detections:
            return False
        seen = detections[0]
        templates = next(templates for templates in self._templates if templates.size == seen.size)
        cover = self._cover(templates, seen.object)
        inside = cover >= _INNERMOST * cover.max()
        left, top = seen.left // _REDUCTION, seen.top // _REDUCTION
        region = self._reduced(picture[None])[0, :, top : top + templates.side, left : left + templates.side]
        colour = region[:, inside].median(1).values
        return INKS[int((self._inks - colour).square().sum(1).argmin())] == ink

    # Preparation

    def _reduced(self, pictures: numpy.ndarray) -> torch.Tensor:
        """Bytes [n, height, width, channels] as [n, channels, height / 4, width / 4] in 0…1."""
        planes = torch.from_numpy(numpy.ascontiguousarray(pictures)).to(self._device).permute(0, 3, 1, 2).float() / 255
        return functional.avg_pool2d(planes, _REDUCTION)

    def _templates_in(self, ink: str) -> list[_Templates]:
        if ink not in self._recoloured:
            self._recoloured[ink] = [self._templates_of_size(RECOLOURED_SIZE, ink)]
        return self._recoloured[ink]

    def _templates_of_size(self, size: int, ink: str | None = None) -> _Templates:
        """With the emoji in an ink, or in their own colours."""
        emoji = [item.index for item in self._objects if not item.coloured]
        inked = [item.index for item in self._objects if item.coloured]
        sprites = [self._renderer.sprite(index, size, ink=ink) for index in emoji]
        colour = self._reduced(numpy.stack([sprite.colour.astype(numpy.uint8) for sprite in sprites]))
        cover = self._reduced(numpy.stack([sprite.cover.astype(numpy.uint8) for sprite in sprites]))
        ink_cover = self._reduced(numpy.stack([self._renderer.sprite(index, size).cover.astype(numpy.uint8) for index in inked])).flatten(1)
        side = size // _REDUCTION
        return _Templates(
            size=size,
            side=side,
            places=(_SIDE - side) // _STRIDE + 1,
            emoji=torch.tensor(emoji, device=self._device),
            inked=torch.tensor(inked, device=self._device),
            colour=torch.cat([2 * colour, -2 * cover], 1).flatten(1),
            energy=torch.cat([-2 * colour * cover, cover**2], 1).flatten(1),
            own_energy=colour.square().flatten(1).sum(1),
            cover=ink_cover,
            cover_energy=ink_cover.square().sum(1),
        )

    # Backgrounds

    def _nearest_background(self, reduced: torch.Tensor) -> torch.Tensor:
        """Index of the background whose border is nearest; pixels that an object covers cost the same for all."""
        picture, painted = _ring(reduced), _ring(self._painted)
        distances = [(picture - border).abs().mean(1).clamp(max=_COLOUR_TOLERANCE).mean(1) for border in painted]
        return torch.stack(distances, 1).argmin(1)

    def _batch(self, reduced: torch.Tensor) -> _Batch:
        nearest = self._nearest_background(reduced)
        background = self._painted[nearest].clone()
        plain = torch.tensor([self._backgrounds[index].kind == "plain" for index in nearest.tolist()], device=self._device)
        # A plain background is taken as it is in this picture, which may be a shade off.
        background[plain] = _ring(reduced[plain]).median(2).values[:, :, None, None]
        return _Batch(reduced - background, background)

    # Objects

    def _detect(self, batch: _Batch, sizes: Sequence[_Templates], at_most: int) -> list[list[Detection]]:
        energies = [self._energies(templates, batch.background) for templates in sizes]
        found: list[list[Detection]] = [[] for _ in batch.residual]
        residual = batch.residual.clone()
        searching = torch.arange(len(residual), device=self._device)
        first_gain = [0.0] * len(residual)
        for turn in range(at_most):
            best = [
                self._best(templates, residual[searching], batch.background[searching], energy[searching])
                for templates, energy in zip(sizes, energies)
            ]
            chosen = torch.stack([candidate.score for candidate in best], 1).argmax(1).tolist()
            still = []
            for row, picture in enumerate(searching.tolist()):
                templates, candidate = sizes[chosen[row]], best[chosen[row]]
                index, place = int(candidate.object[row]), int(candidate.place[row])
                gain, fit = float(candidate.gain[row]), float(candidate.fit[row])
                if not turn:
                    first_gain[picture] = gain
                elif fit < _PRESENCE or gain < _FAINTEST * first_gain[picture]:
                    continue
                row_place, column_place = divmod(place, templates.places)
                left, top = column_place * _STRIDE, row_place * _STRIDE
                found[picture].append(Detection(index, left * _REDUCTION, top * _REDUCTION, templates.size, fit))
                residual[picture, :, top : top + templates.side, left : left + templates.side] *= 1 - self._cover(templates, index)
                still.append(picture)
            searching = torch.tensor(still, dtype=torch.long, device=self._device)
            if not still:
                break
        return found

    def _energies(self, templates: _Templates, background: torch.Tensor) -> torch.Tensor:
        """|D|² of every emoji at every place, [pictures, places², emoji]."""
        patches = _patches(torch.cat([background, background.square().sum(1, keepdim=True)], 1), templates)
        return patches @ templates.energy.T + templates.own_energy

    def _best(self, templates: _Templates, residual: torch.Tensor, background: torch.Tensor, energy: torch.Tensor) -> _Candidates:
        """The best object and place at one size."""
        product = (residual * background).sum(1, keepdim=True)
        gain = _patches(torch.cat([residual, product], 1), templates) @ templates.colour.T - energy
        gain = torch.cat([gain, self._ink_gain(templates, residual, background)], 2).clamp(min=0)
        there = _patches(residual.square().sum(1, keepdim=True), templates).sum(2, keepdim=True)
        fit = gain / there.clamp(min=1e-4)
        score, position = (gain * fit.square()).flatten(1).max(1)
        count = gain.shape[2]
        return _Candidates(
            score=score,
            gain=gain.flatten(1).gather(1, position[:, None])[:, 0],
            fit=fit.flatten(1).gather(1, position[:, None])[:, 0],
            object=torch.cat([templates.emoji, templates.inked])[position % count],
            place=position // count,
        )

    def _ink_gain(self, templates: _Templates, residual: torch.Tensor, background: torch.Tensor) -> torch.Tensor:
        """Gain of letters and shapes in the ink that fits best, [pictures, places², inked].

        The background under a letter is taken as one colour, its mean there.
        """
        pictures = len(residual)
        covered = _patches(residual.flatten(0, 1)[:, None], templates) @ templates.cover.T
        covered = covered.view(pictures, 3, -1, len(templates.inked))
        under = _patches(background.flatten(0, 1)[:, None], templates).mean(2).view(pictures, 3, -1, 1)
        best = torch.zeros_like(covered[:, 0])
        for ink in self._inks:
            change = ink[None, :, None, None] - under
            contrast = change.square().sum(1)
            gain = 2 * (change * covered).sum(1) - contrast * templates.cover_energy
            best = torch.where(contrast > _LEAST_INK_CONTRAST, torch.maximum(best, gain), best)
        return best

    def _cover(self, templates: _Templates, index: int) -> torch.Tensor:
        """What an object hides, [side, side]."""
        emoji = (templates.emoji == index).nonzero()
        if len(emoji):
            return templates.colour[emoji[0, 0]].view(4, templates.side, templates.side)[3] / -2
        return templates.cover[(templates.inked == index).nonzero()[0, 0]].view(templates.side, templates.side)


def _batches(pictures: numpy.ndarray) -> list[numpy.ndarray]:
    return [pictures[start : start + _BATCH] for start in range(0, len(pictures), _BATCH)]


def _ring(planes: torch.Tensor) -> torch.Tensor:
    """The border's pixels, [n, channels, pixels]."""
    inside = slice(_RING, -_RING)
    sides = (planes[:, :, :_RING], planes[:, :, -_RING:], planes[:, :, inside, :_RING], planes[:, :, inside, -_RING:])
    return torch.cat([side.flatten(2) for side in sides], 2)


def _patches(planes: torch.Tensor, templates: _Templates) -> torch.Tensor:
    """All places of a template's size, [n, places², channels · side²]."""
    return functional.unfold(planes, templates.side, stride=_STRIDE).transpose(1, 2)


def _objects_right(scene: Scene, detections: Sequence[Detection]) -> bool:
    """One kind of object: what is seen first is it. Two: the first two seen are they, in any order."""
    wanted = sorted({placed.object for placed in scene.objects})
    return sorted({detection.object for detection in detections[: len(wanted)]}) == wanted


def _place_right(scene: Scene, detections: Sequence[Detection]) -> bool | None:
    """Whether all objects are seen and stand as the relation says; None for a scene without one."""
    if scene.relation not in ("left", "right", "above", "below", "between"):
        return None
    centres = []
    for placed in scene.objects:
        seen = next((detection for detection in detections if detection.object == placed.object), None)
        if seen is None:
            return False
        centres.append((seen.left + seen.size / 2, seen.top + seen.size / 2))
    if scene.relation == "between":
        (middle, _), *sides = centres
        return min(x for x, _ in sides) < middle < max(x for x, _ in sides)
    across, down = centres[1][0] - centres[0][0], centres[1][1] - centres[0][1]
    match scene.relation:
        case "left":
            return across > abs(down)
        case "right":
            return -across > abs(down)
        case "above":
            return down > abs(across)
        case _:
            return -down > abs(across)
