"""Held-out prompts, the pictures that the shipped model paints of them, and the judges' verdicts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from .captions import caption
from .codec import reduced_to, to_bytes, to_model_range
from .evaluation_scenes import evaluation_scene
from .judge import Judge
from .matcher import to_matching_range
from .pictures import domain_named
from .presets import JUDGED_SIDE, SEEN_SIDE, Preset
from .program import Program
from .rendering import Renderer
from .run import Run, autocast
from .scenes import sample_scene
from .shipped import ShippedModel
from .transformer import Sampling, sample
from .verdicts import GroupJudge, Verdicts, shares

ROWS = 256
"""Candidates sampled together, and pictures decoded or matched together."""
_RETRIEVAL_SEED = 5


class Examination:
    """`program` draws the candidates; PyTorch does where there is none."""

    def __init__(self, run: Run, preset: Preset, folder: Path, program: Program | None, first: int, prompts: int) -> None:
        self.device = run.device
        self.folder, self.program, self.seed = folder, program, run.seed
        self.model = ShippedModel(folder, run.device)
        self.domain = domain_named(preset.name)
        self.objects = list(self.domain.objects)
        self.renderer = Renderer(self.objects)
        self.judge = GroupJudge(Judge(self.objects, self.renderer, self.domain, run.device), self.renderer)
        self.scenes = [evaluation_scene(self.domain, index) for index in range(first, first + prompts)]
        self.texts = [
            caption(scene, self.objects, np.random.default_rng([1, first + index])) for index, scene in enumerate(self.scenes)
        ]

    def rendered(self, side: int) -> np.ndarray:
        """The scenes as they should look, bytes [prompts, side, side, 3]."""
        renderer = Renderer(self.objects, picture_side=side)
        return np.stack([renderer.render(scene) for scene in self.scenes])

    @torch.inference_mode()
    def codes(self, pictures: np.ndarray) -> torch.Tensor:
        parts = torch.from_numpy(pictures).split(ROWS)
        with autocast(self.device):
            return torch.cat([self.model.codec.encode(reduced_to(SEEN_SIDE, to_model_range(part.to(self.device)))) for part in parts])

    @torch.inference_mode()
    def painted(self, codes: torch.Tensor) -> np.ndarray:
        """Bytes [count, side, side, 3] of codes [count, rows, columns]."""
        with autocast(self.device):
            parts = [to_bytes(self.model.codec.decode(part)) for part in codes.split(ROWS)]
        return torch.cat(parts).cpu().numpy()

    def drawn(self, sampling: Sampling, candidates: int) -> tuple[np.ndarray, np.ndarray]:
        """Pictures as bytes [prompts, candidates, side, side, 3], and each prompt's candidates from best to worst."""
        if self.program is None:
            pictures = self._candidates(sampling, candidates)
            return pictures, self._ranks(pictures)
        return self.program.drawn(self.folder, self.texts, sampling, candidates, self.seed)

    @torch.inference_mode()
    def _candidates(self, sampling: Sampling, candidates: int) -> np.ndarray:
        model = self.model
        rows = torch.tensor([model.vocabulary.prompt(text, model.text_length) for text in self.texts], device=self.device)
        empty = torch.tensor(model.vocabulary.prompt("", model.text_length), device=self.device)
        with autocast(self.device):
            parts = [sample(model.transformer, part, candidates, sampling, empty) for part in rows.split(ROWS // candidates)]
        side = model.transformer.config.grid_side
        pictures = self.painted(torch.cat(parts).view(-1, side, side))
        return pictures.reshape(len(rows), candidates, *pictures.shape[1:])

    @torch.inference_mode()
    def _ranks(self, pictures: np.ndarray) -> np.ndarray:
        vectors = self._picture_vectors(pictures.reshape(-1, *pictures.shape[2:])).view(*pictures.shape[:2], -1)
        scores = torch.einsum("pcd,pd->pc", vectors, self._text_vectors(self.texts))
        return scores.argsort(dim=1, descending=True).cpu().numpy()

    @torch.inference_mode()
    def retrieval(self, pairs: int) -> float:
        """The share of held-out captions whose own picture of `pairs` the matcher finds nearest; a picture of the same scene is as good."""
        scenes = [sample_scene(self.domain, _RETRIEVAL_SEED, index, "held_out") for index in range(pairs)]
        captions = [caption(scene, self.objects, np.random.default_rng([2, index])) for index, scene in enumerate(scenes)]
        pictures = np.stack([self.renderer.render(scene) for scene in scenes])
        nearest = (self._text_vectors(captions) @ self._picture_vectors(pictures).T).argmax(1).tolist()
        return float(np.mean([scenes[found] == scene for found, scene in zip(nearest, scenes)]))

    def _text_vectors(self, texts: list[str]) -> torch.Tensor:
        model = self.model
        rows = torch.tensor([model.vocabulary.matching_row(text, model.text_length) for text in texts], device=self.device)
        with autocast(self.device):
            return torch.cat([model.matcher.embed_texts(part) for part in rows.split(ROWS)])

    def _picture_vectors(self, pictures: np.ndarray) -> torch.Tensor:
        """Of pictures as bytes [count, side, side, 3]."""
        with autocast(self.device):
            parts = [
                self.model.matcher.embed_pictures(to_matching_range(reduced_to(JUDGED_SIDE, to_model_range(part.to(self.device)))))
                for part in torch.from_numpy(pictures).split(ROWS)
            ]
        return torch.cat(parts)

    def shares(self, verdicts: Verdicts) -> dict[str, float]:
        """Of each group the share that is right."""
        return shares(self.scenes, verdicts)

    def verdicts(self, pictures: np.ndarray) -> Verdicts:
        """Of one picture for each scene."""
        return self.judge.verdicts(self.scenes, judged(pictures))

    def candidate_verdicts(self, pictures: np.ndarray) -> list[Verdicts]:
        """For each candidate place the verdicts on all prompts."""
        return [self.verdicts(pictures[:, place]) for place in range(pictures.shape[1])]


def judged(pictures: np.ndarray) -> np.ndarray:
    """Bytes [count, side, side, 3], as small as judges compare them."""
    factor = pictures.shape[1] // JUDGED_SIDE
    parts = pictures.reshape(len(pictures), JUDGED_SIDE, factor, JUDGED_SIDE, factor, 3)
    return parts.mean((2, 4)).round().astype(np.uint8)


def chosen(candidates: list[Verdicts], places: np.ndarray) -> Verdicts:
    """The verdicts on one candidate of each prompt."""
    return [candidates[place][prompt] for prompt, place in enumerate(places)]


def best_possible(candidates: list[Verdicts]) -> Verdicts:
    """For each prompt whether any candidate is right."""
    return [None if None in answers else any(answers) for answers in zip(*candidates)]
