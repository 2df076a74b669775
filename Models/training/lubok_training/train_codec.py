"""Stage `codec`: the VQGAN, first on random quarters of pictures, then on whole ones, without a discriminator."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .codec import AttentionBlock, Codec, ResidualBlock, rate_penalties, to_model_range
from .pictures import PictureJob, PictureStream
from .presets import PICTURE_SIDE, Preset
from .run import Run, Stage, autocast, rate_factor, set_rate

CROP_SIDE = 64
CROPS_END = 0.55
"""Progress at which whole pictures take over; crops alone leave a ring at the picture's edge."""
QUANTIZED_FROM_STEP = 400
"""Before it the codec is a plain autoencoder, which gives k-means something to start from."""
CODEBOOK_DECAY = 0.99
DEAD_BELOW = 0.02
"""Of the mean number of choices."""
COMMITMENT = 0.25
LOCALITY = 6.0
"""Weight of what keeps a place's code from depending on the rest of the picture."""
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


def collage(pictures: Tensor, cells: int) -> tuple[Tensor, Tensor]:
    """Each picture with another one around or inside a rectangle, and the cells [batch, 1, rows, columns] that see nothing of it."""
    batch, _, side, _ = pictures.shape
    inside = torch.zeros(batch, 1, side // 16, side // 16, device=pictures.device)
    for index in range(batch):
        height, width = torch.randint(3, side // 16, (2,)).tolist()
        top, left = (int(torch.randint(side // 16 - size + 1, ())) for size in (height, width))
        inside[index, :, top : top + height, left : left + width] = 1
    own = torch.where(torch.rand(batch, 1, 1, 1, device=pictures.device) < 0.7, inside, 1 - inside)
    changed = F.interpolate(1 - own, size=(cells, cells))
    untouched = 1 - F.max_pool2d(changed, 3, stride=1, padding=1)
    own = F.interpolate(own, size=(side, side))
    return torch.where(own > 0, pictures, pictures.roll(1, 0)), untouched


def view_distance(latents: Tensor, others: Tensor, untouched: Tensor) -> Tensor:
    """Mean squared distance between two views of the places that neither picture shows otherwise."""
    return ((latents - others).square().sum(1, keepdim=True) * untouched).sum() / untouched.sum().clamp(min=1)


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
    places = range(0, PICTURE_SIDE - CROP_SIDE + 1, 16)
    corners = torch.tensor(places)[torch.randint(len(places), (4 * len(pictures), 2))].tolist()
    crops = [
        pictures[index // 4, :, top : top + CROP_SIDE, left : left + CROP_SIDE] for index, (top, left) in enumerate(corners)
    ]
    return torch.stack(crops)


def decibels(painted: Tensor, pictures: Tensor) -> float:
    """Peak signal-to-noise ratio of pictures in -1…1, meaned over pictures."""
    errors = (painted.float().clamp(-1, 1) - pictures).div(2).square().flatten(1).mean(1)
    return float((-10 * errors.clamp(min=1e-10).log10()).mean())


@torch.inference_mode()
def measure(codec: Codec, pictures: Tensor, penalties: Tensor) -> dict[str, float]:
    """Decibels, the share of all codes that these pictures use, and of places the share whose code is the same in another picture."""
    with torch.random.fork_rng(devices=[]), autocast(pictures.device):
        torch.manual_seed(0)
        codes = torch.cat([codec.encode(part, penalties) for part in pictures.split(32)])
        painted = torch.cat([codec.decode(part) for part in codes.split(32)])
        others, untouched = collage(pictures, codec.config.grid_side)
        same = (codes == torch.cat([codec.encode(part, penalties) for part in others.split(32)])) * untouched[:, 0]
    return {
        "decibels": decibels(painted, pictures),
        "codes_used": len(codes.unique()) / codec.config.codes,
        "same_codes": float(same.sum() / untouched.sum()),
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

    job = PictureJob(preset.name, run.seed, "train", preset.codec_pictures)
    with PictureStream(PictureJob(preset.name, run.seed, "held_out", HELD_OUT), 0, HELD_OUT, 1) as stream:
        held_out = to_model_range(torch.from_numpy(next(iter(stream)).pictures).to(run.device))
    compiled = preset.compiled and run.device.type == "cuda"
    forward = torch.compile(codec.latents) if compiled else codec.latents
    paint = torch.compile(codec.paint) if compiled else codec.paint
    first = stage.step * preset.codec_pictures
    with PictureStream(job, first, first + 10**9, preset.workers) as stream:
        stage.begin()
        for batch in stream:
            pictures = to_model_range(torch.from_numpy(batch.pictures).to(run.device, non_blocking=True))
            if stage.progress < CROPS_END:
                pictures = random_crops(pictures)
            set_rate(optimizer, preset.codec_rate * rate_factor(stage.progress, stage.step))
            others, untouched = collage(pictures, pictures.shape[-1] * codec.config.grid_side // PICTURE_SIDE)
            with autocast(run.device):
                latents, views = forward(torch.cat([pictures, others])).float().chunk(2)
            apart = view_distance(latents, views, untouched)
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
            locality = apart / latents.var(dim=(0, 2, 3)).sum()  # a ratio: smaller latents gain nothing
            loss = reconstruction_loss(painted.float(), pictures) + LOCALITY * locality
            optimizer.zero_grad(set_to_none=True)
            (loss + COMMITMENT * commitment).backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            going = stage.advance()
            if stage.is_time_to_note() or not going:
                figures = measure(codec, held_out, rate_penalties(codebook.size))
                stage.note(preset.codec_pictures, loss=loss.item(), commitment=commitment.item(), locality=locality.item(), **figures)
            if not going:
                break
    stage.save()
    return stage.finished
