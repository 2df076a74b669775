"""Stage `codec`: the VQGAN, first on random quarters of pictures, then on whole ones and their layers, without a discriminator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .adopt import ADOPTED, ADOPTED_RATE
from .batch_stream import BatchStream
from .codec import AttentionBlock, Codec, ResidualBlock, rate_penalties, reduced_to, to_model_range
from .layers import BACKGROUND
from .pictures import PictureBatch, PictureJob
from .presets import SEEN_SIDE, Preset
from .run import Run, Stage, autocast, rate_factor, set_rate

CROP_PARTS = 2
"""A crop's side is the picture's by this number."""
GRID_PARTS = 8
"""Crops begin at multiples of the picture's side by this number, two cells."""
CROPS_END = 0.55
"""Progress at which whole pictures take over; crops alone leave a ring at the picture's edge."""
QUANTIZED_FROM_STEP = 400
"""Before it the codec is a plain autoencoder, which gives k-means something to start from."""
CODEBOOK_DECAY = 0.99
DEAD_BELOW = 0.02
"""Of the mean number of choices."""
COMMITMENT = 0.25
WHOLE_PART = 3
"""Of so many pictures one is also encoded as it is."""
AGREEMENT = 1.0
"""Weight of what makes a picture's codes those that its layers have."""
HELD_OUT = 64


class CodebookTrainer(nn.Module):
    """Moving averages of the latents that each code was chosen for.

    A code that nobody chooses starts anew where latents are far from any code.
    """

    size: Tensor
    total: Tensor
    ready: Tensor

    def __init__(self, codec: Codec) -> None:
        super().__init__()
        self.embedding = codec.quantize.embedding.weight
        self.embedding.requires_grad_(False)
        self.register_buffer("size", torch.ones(self.embedding.shape[0]))
        self.register_buffer("total", self.embedding.detach().clone())
        self.register_buffer("ready", torch.zeros((), dtype=torch.bool))
        self._recent: list[tuple[Tensor, Tensor]] = []

    def remember(self, latents: Tensor, errors: Tensor | None = None) -> None:
        """`errors` [batch, rows, columns]: how far each latent is from its code, squared."""
        points = latents.detach().permute(0, 2, 3, 1).flatten(0, 2)
        weights = torch.ones(len(points), device=points.device) if errors is None else errors.detach().flatten()
        chosen = torch.randperm(len(points), device=points.device)[:512]
        self._recent = [*self._recent[-63:], (points[chosen], weights[chosen])]

    @torch.no_grad()
    def start(self) -> None:
        """A few rounds of k-means over the latents remembered."""
        points = torch.cat([points for points, _ in self._recent])
        centres = self._drawn(len(self.embedding))
        for _ in range(8):
            nearest = torch.cdist(points, centres).argmin(1)
            size = torch.bincount(nearest, minlength=len(centres)).float()
            total = torch.zeros_like(centres).index_add_(0, nearest, points)
            centres = torch.where(size[:, None] > 0, total / size.clamp(min=1)[:, None], self._drawn(len(centres)))
        self.embedding.copy_(centres)
        self.size.fill_(1)
        self.total.copy_(centres)
        self.ready.fill_(True)

    @torch.no_grad()
    def update(self, latents: Tensor, codes: Tensor) -> None:
        errors = (latents - self.embedding[codes].permute(0, 3, 1, 2)).square().sum(1)
        self.remember(latents, errors)
        points = latents.detach().permute(0, 2, 3, 1).flatten(0, 2)
        chosen = codes.flatten()
        counts = torch.bincount(chosen, minlength=len(self.size)).float()
        self.size.lerp_(counts, 1 - CODEBOOK_DECAY)
        self.total.lerp_(torch.zeros_like(self.total).index_add_(0, chosen, points), 1 - CODEBOOK_DECAY)
        mean = self.size.mean()
        dead = self.size < DEAD_BELOW * mean
        if dead.any():
            self.total[dead] = self._drawn(int(dead.sum())) * (0.2 * mean)
            self.size[dead] = 0.2 * mean
        self.embedding.copy_(self.total / self.size[:, None])

    def _drawn(self, count: int) -> Tensor:
        points, weights = (torch.cat(parts) for parts in zip(*self._recent))
        return points[torch.multinomial(weights + 1e-9, count, replacement=True)]


@dataclass(frozen=True)
class Views:
    """Scenes three times over, in -1…1: as they are, their objects on the ground, their backgrounds."""

    pictures: Tensor
    objects: Tensor
    backgrounds: Tensor
    sources: Tensor
    """[batch, cells]: of which cell of objects and backgrounds, one after the other, a composed cell's latent is."""

    @classmethod
    def of(cls, batch: PictureBatch, device: torch.device) -> Views:
        def stacked(parts: Sequence[np.ndarray]) -> Tensor:
            return to_model_range(torch.from_numpy(np.stack(parts)).to(device, non_blocking=True))

        sources = torch.from_numpy(np.stack([layers.sources for layers in batch.layers])).flatten(1).long().to(device)
        own = sources.shape[1] + torch.arange(sources.shape[1], device=device)
        return cls(
            stacked(batch.pictures),
            stacked([layers.objects for layers in batch.layers]),
            stacked([layers.background for layers in batch.layers]),
            torch.where(sources == BACKGROUND, own, sources),
        )

    def composed(self, objects: Tensor, backgrounds: Tensor) -> Tensor:
        """Latents [batch, dimension, rows, columns] of the scenes, put together from those of their layers."""
        both = torch.cat([objects.flatten(2), backgrounds.flatten(2)], dim=2)
        chosen = self.sources[:, None].expand(-1, both.shape[1], -1)
        return both.gather(2, chosen).view_as(objects)


def edges(pictures: Tensor) -> Tensor:
    """Differences between neighbours to the right and below, [batch, 6, height − 1, width − 1]."""
    across = pictures[..., :-1, 1:] - pictures[..., :-1, :-1]
    down = pictures[..., 1:, :-1] - pictures[..., :-1, :-1]
    return torch.cat([across, down], dim=1)


def reconstruction_loss(painted: Tensor, pictures: Tensor) -> Tensor:
    """Squared error, and absolute errors of colours and outlines at four scales in place of a perceptual network."""
    loss = F.mse_loss(painted, pictures)
    for _ in range(4):
        loss = loss + 0.5 * F.l1_loss(painted, pictures) + 0.5 * F.l1_loss(edges(painted), edges(pictures))
        painted, pictures = F.avg_pool2d(painted, 2), F.avg_pool2d(pictures, 2)
    return loss


def start_gently(codec: Codec) -> None:
    """Makes every residual branch begin as nothing, so that colours find their way along the skips first."""
    for module in codec.modules():
        if isinstance(module, ResidualBlock):
            nn.init.zeros_(module.conv2.weight)
        elif isinstance(module, AttentionBlock):
            nn.init.zeros_(module.proj_out.weight)


def random_crops(pictures: Tensor) -> Tensor:
    """Four quarters of each picture, with corners on the grid of codes."""
    side = pictures.shape[-1]
    crop = side // CROP_PARTS
    places = range(0, side - crop + 1, side // GRID_PARTS)
    corners = torch.tensor(places)[torch.randint(len(places), (4 * len(pictures), 2))].tolist()
    crops = [
        pictures[index // 4, :, top : top + crop, left : left + crop] for index, (top, left) in enumerate(corners)
    ]
    return torch.stack(crops)


def decibels(painted: Tensor, pictures: Tensor) -> float:
    """Peak signal-to-noise ratio of pictures in -1…1, meaned over pictures."""
    errors = (painted.float().clamp(-1, 1) - pictures).div(2).square().flatten(1).mean(1)
    return float((-10 * errors.clamp(min=1e-10).log10()).mean())


@torch.inference_mode()
def measure(codec: Codec, views: Views, penalties: Tensor) -> dict[str, float]:
    """Decibels of pictures as they are encoded and as they are composed, the share of all codes that these use, and how many are both's."""
    with autocast(views.pictures.device):
        seen, objects, backgrounds = (
            torch.cat([codec.latents(reduced_to(SEEN_SIDE, part)) for part in pictures.split(32)]).float()
            for pictures in (views.pictures, views.objects, views.backgrounds)
        )
        codes, composed = (codec.quantize.nearest(latents, penalties) for latents in (seen, views.composed(objects, backgrounds)))
        painted, composed_painted = (torch.cat([codec.decode(part) for part in each.split(32)]) for each in (codes, composed))
    return {
        "decibels": decibels(painted, views.pictures),
        "composed_decibels": decibels(composed_painted, views.pictures),
        "codes_used": len(composed.unique()) / codec.config.codes,
        "same_codes": float((codes == composed).float().mean()),
    }


def train(run: Run, preset: Preset, minutes: float) -> bool:
    """True when the time budget is spent, false when the call ended before."""
    torch.manual_seed(run.seed)
    codec = Codec(preset.codec).to(run.device)
    start_gently(codec)
    codebook = CodebookTrainer(codec).to(run.device)
    weights = [weight for weight in codec.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, betas=(0.9, 0.98), weight_decay=1e-4)
    stage = Stage(run, "codec", minutes, {"codec": codec, "codebook": codebook, "optimizer": optimizer})
    if stage.finished:
        return True
    torch.manual_seed(run.seed + stage.step)

    job = PictureJob(preset.name, run.seed, "train", preset.codec_pictures, preset.painted_side, with_layers=True)
    with BatchStream(PictureJob(preset.name, run.seed, "held_out", HELD_OUT, preset.painted_side, with_layers=True), 0, HELD_OUT, 1) as stream:
        held_out = Views.of(next(iter(stream)), run.device)
    compiled = preset.compiled and run.device.type == "cuda"
    forward = torch.compile(codec.latents) if compiled else codec.latents
    paint = torch.compile(codec.paint) if compiled else codec.paint
    adopted = ADOPTED in stage.extra
    crops_end = 0.0 if adopted else CROPS_END
    rate = preset.codec_rate * (ADOPTED_RATE if adopted else 1)
    first = stage.step * preset.codec_pictures
    with BatchStream(job, first, first + 10**9, preset.workers) as stream:
        stage.begin()
        for batch in stream:
            views = Views.of(batch, run.device)
            set_rate(optimizer, rate * rate_factor(stage.progress, stage.step))
            apart = torch.zeros((), device=run.device)
            if stage.progress < crops_end:
                pictures = random_crops(views.pictures)
                with autocast(run.device):
                    latents = forward(reduced_to(SEEN_SIDE // CROP_PARTS, pictures)).float()
            else:
                # The codes that the transformer learns are the composed ones; what users encode are pictures as they are.
                whole = views.pictures[: max(1, len(views.pictures) // WHOLE_PART)]
                pictures = torch.cat([whole, views.pictures])
                with autocast(run.device):
                    encoded = forward(reduced_to(SEEN_SIDE, torch.cat([whole, views.objects, views.backgrounds]))).float()
                seen, *layers = encoded.split([len(whole), len(views.objects), len(views.backgrounds)])
                composed = views.composed(*layers)
                latents = torch.cat([seen, composed])
                # A ratio, so that smaller latents gain nothing.
                apart = (seen - composed[: len(whole)]).square().sum(1).mean() / latents.var(dim=(0, 2, 3)).sum()
            vectors, commitment = latents, torch.zeros((), device=run.device)
            if codebook.ready:
                codes = codec.quantize.nearest(latents, rate_penalties(codebook.size))
                chosen = codec.quantize.vectors(codes)
                commitment = F.mse_loss(latents, chosen)
                vectors = latents + (chosen - latents).detach()
                codebook.update(latents, codes)
            else:
                codebook.remember(latents)
                if stage.step >= QUANTIZED_FROM_STEP:
                    codebook.start()
            with autocast(run.device):
                painted = paint(vectors)
            loss = reconstruction_loss(painted.float(), pictures) + AGREEMENT * apart
            optimizer.zero_grad(set_to_none=True)
            (loss + COMMITMENT * commitment).backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            going = stage.advance()
            if stage.is_time_to_note() or not going:
                figures = measure(codec, held_out, rate_penalties(codebook.size))
                stage.note(preset.codec_pictures, loss=loss.item(), commitment=commitment.item(), apart=apart.item(), **figures)
            if not going:
                break
    stage.save()
    return stage.finished
