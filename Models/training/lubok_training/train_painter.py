"""Stage `painter`: the codec's decoder alone, for longer, from the codes that the transformer learns to the scenes as they are drawn.

The codes are settled by then, so it costs no more than a decoder's steps. An object has the same codes everywhere: the decoder learns how each looks in more
detail than its codes say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .adopt import ADOPTED, ADOPTED_RATE
from .batch_stream import BatchStream
from .code_table import CodeTable, SceneCoder
from .codec import Codec, reduced_to, to_bytes, to_model_range
from .critic import Critic, critic_loss, likeness_loss
from .make_codes import load_codec, table_path
from .pictures import domain_named
from .presets import SEEN_SIDE, Preset
from .rendering import Renderer
from .muon import Muon
from .run import Run, Stage, autocast, multiplies_bfloat16_fast, rate_factor, set_rate
from .scenes import Scene
from .sheet import write_sheet
from .similarity import structural_similarity
from .train_codec import decibels, reconstruction_loss

ENCODED_PART = 4
"""Of so many pictures one has the codes that the encoder gives it as a whole, as pictures that users bring have."""
STYLED_PART = 5
"""Of so many pictures one is in a style: scenes of the domain have too few for a painter."""
SPOILED_PICTURES = 0.5
SPOILED_CELLS = 0.04
"""Of a spoiled picture's: such cells have a code at random, as a transformer's slips do, and are to be painted as if they had not."""
MATRIX_RATE = 1.5
"""Of the preset's rate: what convolutions learn at, under Muon."""
CRITIC_RATE = 0.5
"""Of the preset's rate."""
CRITIC_FROM = 0.1
"""Of the stage's time: until then a critic learns, and nobody listens."""
CRITIC_SHARE = 0.3
"""Of the length of the reconstruction's gradient: how long the critic's is made."""
LIKENESS_WEIGHT = 10.0
"""Of what the critic sees against what it says."""
HELD_OUT = 48
SHEET = 16


def optimizers(painter: nn.Module, device: torch.device) -> tuple[Muon, torch.optim.AdamW]:
    """Muon for the convolutions, AdamW for norms and biases."""
    kind = torch.bfloat16 if multiplies_bfloat16_fast(device) else torch.float32
    convolutions = [weight for weight in painter.parameters() if weight.dim() == 4]
    others = [weight for weight in painter.parameters() if weight.dim() != 4]
    return Muon(convolutions, kind, weight_decay=0.0), torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0)


class Criticism:
    """A critic beside the painter, and what both learn from each other."""

    def __init__(self, channels: int, rate: float, device: torch.device) -> None:
        self.critic = Critic(channels).to(device)
        self.optimizer = torch.optim.Adam(self.critic.parameters(), lr=rate, betas=(0.5, 0.9))

    def gradient(self, painted: Tensor, pictures: Tensor) -> Tensor:
        """In which direction pictures look less drawn, and less like those that they should be: [batch, 3, side, side]."""
        verdicts, seen = self.critic(painted)
        with torch.no_grad():
            wanted = self.critic(pictures)[1]
        return torch.autograd.grad(LIKENESS_WEIGHT * likeness_loss(seen, wanted) - verdicts.mean(), painted)[0]

    def learn(self, painted: Tensor, pictures: Tensor) -> Tensor:
        """One step; its loss: 1 is ignorance."""
        drawn, told = self.critic(torch.cat([pictures, painted.detach()]))[0].chunk(2)
        loss = critic_loss(drawn, told)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach()


@dataclass(frozen=True)
class PaintingBatch:
    codes: np.ndarray
    """int16 [batch, rows, columns]."""
    pictures: np.ndarray
    """Bytes [batch, side, side, 3]."""


@dataclass(frozen=True)
class PaintingJob:
    preset: str
    seed: int
    split: str
    batch: int
    side: int
    """Pixels."""
    table: Path

    def worker(self) -> SceneDrawer:
        return SceneDrawer(self)


class SceneDrawer:
    def __init__(self, job: PaintingJob) -> None:
        self._job = job
        domain = domain_named(job.preset)
        self._renderer = Renderer(domain.objects, picture_side=job.side)
        self._coder = SceneCoder(CodeTable.read(job.table), domain, job.seed)

    def batch(self, first: int) -> PaintingBatch:
        scenes, codes = zip(*map(self._scene, range(first, first + self._job.batch)))
        return PaintingBatch(np.stack(codes), np.stack([self._renderer.render(scene) for scene in scenes]))


    def _scene(self, index: int) -> tuple[Scene, np.ndarray]:
        if self._job.split == "train" and index % STYLED_PART == 0:
            return self._coder.styled(index // STYLED_PART)
        return self._coder.sample(index, self._job.split)


def spoiled(codes: Tensor, count: int) -> Tensor:
    """Codes [batch, rows, columns] of which some are another of `count`."""
    spoils = (torch.rand(len(codes), 1, 1) < SPOILED_PICTURES) & (torch.rand(codes.shape) < SPOILED_CELLS)
    return torch.where(spoils.to(codes.device), torch.randint_like(codes, count), codes)


@torch.inference_mode()
def examine(codec: Codec, codes: Tensor, pictures: Tensor, sheet: Path) -> dict[str, float]:
    """Decibels and likeness over held-out scenes, from their layers' codes; and a sheet of some, painted and drawn."""
    with autocast(codes.device):
        painted = torch.cat([codec.decode(part).float() for part in codes.split(8)])
    pairs = torch.stack([painted[:SHEET], pictures[:SHEET]], dim=1).flatten(0, 1)
    write_sheet(sheet, to_bytes(pairs).cpu().numpy(), columns=8)
    return {"decibels": decibels(painted, pictures), "similarity": structural_similarity(painted.clamp(-1, 1), pictures)}


def train(run: Run, preset: Preset, minutes: float) -> bool:
    """True when the time budget is spent, false when the call ended before."""
    torch.manual_seed(run.seed)
    codec, codec_step = load_codec(run, preset)
    painter = nn.ModuleList([codec.post_quant_conv, codec.decoder]).train()
    muon, adam = optimizers(painter, run.device)
    criticism = Criticism(preset.critic_channels, CRITIC_RATE * preset.painter_rate, run.device)
    parts = {"painter": painter, "muon": muon, "adam": adam, "critic": criticism.critic, "critic_adam": criticism.optimizer}
    stage = Stage(run, "painter", minutes, parts)
    if stage.finished:
        return True
    torch.manual_seed(run.seed + stage.step)
    side, table = preset.painted_side, table_path(run, codec_step)
    # Styles only of training: the table holds no others.
    unseen = PaintingJob(preset.name, run.seed, "held_out", HELD_OUT, side, table).worker().batch(0)
    held_out = torch.from_numpy(unseen.codes).long().to(run.device), to_model_range(torch.from_numpy(unseen.pictures).to(run.device))
    full_rate = preset.painter_rate * (ADOPTED_RATE if ADOPTED in run.load("codec")["extra"] else 1)
    compiled = preset.compiled and run.device.type == "cuda"
    paint = torch.compile(codec.paint) if compiled else codec.paint
    job = PaintingJob(preset.name, run.seed, "train", preset.codec_pictures, side, table)
    first = stage.step * preset.codec_pictures
    with BatchStream(job, first, first + 10**9, preset.workers) as stream:
        stage.begin()
        for scenes in stream:
            pictures = to_model_range(torch.from_numpy(scenes.pictures).to(run.device, non_blocking=True))
            codes = torch.from_numpy(scenes.codes).long().to(run.device)
            encoded = slice(0, len(codes) // ENCODED_PART)
            codes[encoded] = codec.encode(reduced_to(SEEN_SIDE, pictures[encoded]))
            rate = full_rate * rate_factor(stage.progress, stage.step)
            set_rate(muon, MATRIX_RATE * rate)
            set_rate(adam, rate)
            with autocast(run.device):
                painted = paint(codec.quantize.vectors(spoiled(codes, preset.codec.codes)))
            seen = painted.detach().float().requires_grad_()
            loss = reconstruction_loss(seen, pictures)
            (gradient,) = torch.autograd.grad(loss, seen)
            if stage.progress > CRITIC_FROM:
                criticised = criticism.gradient(seen, pictures)
                gradient = gradient + criticised * (CRITIC_SHARE * gradient.norm() / criticised.norm().clamp(min=1e-12))
            criticism_loss = criticism.learn(seen, pictures)
            painter.zero_grad(set_to_none=True)
            painted.backward(gradient.to(painted.dtype))
            nn.utils.clip_grad_norm_(painter.parameters(), 1.0)
            muon.step()
            adam.step()
            going = stage.advance()
            if stage.is_time_to_note(180) or not going:
                figures = examine(codec, *held_out, run.folder / f"painter-{stage.step:06}.png")
                stage.note(preset.codec_pictures, loss=loss.item(), critic=criticism_loss.item(), **figures)
            if not going:
                break
    stage.save()
    return stage.finished
