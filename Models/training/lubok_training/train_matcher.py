"""Stage `matcher`: contrastive training on look-alike scenes as drawn, and on others as the codec repaints them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .batch_stream import BatchStream
from .code_table import CodeTable, SceneCoder
from .coded_scenes import CodedBatch, CodeJob
from .codec import Codec, reduced_to, to_model_range
from .look_alikes import GROUP_SIZE
from .make_codes import load_codec, table_path
from .make_vocabulary import FILE_NAME
from .matcher import Matcher, to_matching_range
from .pictures import PictureJob, domain_named
from .presets import JUDGED_SIDE, TEXT_LENGTH, Preset
from .run import Run, Stage, autocast, rate_factor, set_rate
from .vocabulary import END

REPAINTED_POOL = 2048
"""Scenes decoded once and shown again and again, for decoding takes longer than matching."""
FAILED_POOL = 1024
DISORDER = 0.7
"""Of an object's cells: the share that change places where it is in disorder."""
FAILURES = 16
"""Failed candidates in a step, each beside the candidate that it should have been."""
GREATEST_LOGIT_SCALE = 4.6052  # ln 100, CLIP's


class RepaintedScenes:
    """Pictures as candidates look, decoded from codes, and of the first of them what they would be had they failed."""

    def __init__(self, codec: Codec, scenes: CodedBatch, failed: np.ndarray, device: torch.device) -> None:
        """`failed` are codes int16 [count, cells] of the first scenes."""
        self._texts = torch.from_numpy(scenes.texts)
        self._pictures = _painted(codec, scenes.codes, device)
        self._failed = _painted(codec, failed, device)

    def drawn(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures in -1…1 and one text row each, and the first FAILURES pictures as failed."""
        chosen = torch.cat([torch.randint(len(self._failed), (FAILURES,)), torch.randint(len(self._pictures), (count - FAILURES,))])
        return _floats(self._pictures[chosen]), self._texts[chosen].long(), _floats(self._failed[chosen[:FAILURES]])


def _painted(codec: Codec, codes: np.ndarray, device: torch.device) -> Tensor:
    """As the matcher sees them, [count, 3, side, side]; bytes, because float32 would take four times the memory."""
    side = codec.config.grid_side
    parts: list[Tensor] = []
    for part in torch.from_numpy(codes).split(64):
        with autocast(device):
            painted = reduced_to(JUDGED_SIDE, codec.decode(part.view(-1, side, side).long().to(device)))
        parts.append(painted.float().clamp(-1, 1).add(1).mul(127.5).byte().cpu())
    return torch.cat(parts)


def _floats(pictures: Tensor) -> Tensor:
    return pictures.float().div(127.5).sub(1)


def failed_codes(coder: SceneCoder, count: int) -> np.ndarray:
    """Codes int16 [count, cells] of the first training scenes, of which half lack their objects and half show them in disorder.

    A transformer's failures are an empty background and lumps of the right colours. Unless it is shown them, a matcher finds nothing wrong with either.
    """
    failed: list[np.ndarray] = []
    for index in range(count):
        random_numbers = np.random.default_rng(index)
        scene, codes = coder.sample(index, "train")
        background = coder.codes(replace(scene, objects=()))
        covered = np.flatnonzero(codes != background)
        if scene.style is None and index % 2:
            failed.append(background.flatten())
            continue
        disordered = codes.flatten()
        displaced = covered[random_numbers.random(len(covered)) < DISORDER]
        disordered[displaced] = disordered[random_numbers.permutation(displaced)]
        failed.append(disordered)
    return np.stack(failed)


def weight_groups(model: Matcher) -> list[dict[str, object]]:
    """Matrices decay, vectors do not."""
    matrices = [weight for weight in model.parameters() if weight.dim() >= 2]
    vectors = [weight for weight in model.parameters() if weight.dim() < 2]
    return [{"params": matrices, "weight_decay": 0.05}, {"params": vectors, "weight_decay": 0.0}]


def with_end(texts: Tensor) -> Tensor:
    """The transformer's rows as the matcher's: a caption that fills its row gets its end back."""
    texts = texts.clone()
    texts[(texts != END).all(1), -1] = END
    return texts


def contrastive_loss(pictures: Tensor, texts: Tensor, failures: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
    """CLIP's symmetrical cross-entropy, in which no caption is that of a failure, and the share of pictures whose own caption is the nearest."""
    logits = scale.exp() * pictures @ texts.T
    failed = scale.exp() * texts @ failures.T
    own = torch.arange(len(logits), device=logits.device)
    loss = (F.cross_entropy(logits, own) + F.cross_entropy(torch.cat([logits.T, failed], dim=1), own)) / 2
    return loss, (logits.argmax(1) == own).float().mean()


def train(run: Run, preset: Preset, minutes: float) -> bool:
    """True when the time budget is spent, false when the call ended before."""
    torch.manual_seed(run.seed)
    model = Matcher(preset.matcher).to(run.device)
    optimizer = torch.optim.AdamW(weight_groups(model), betas=(0.9, 0.98))
    stage = Stage(run, "matcher", minutes, {"model": model, "optimizer": optimizer})
    if stage.finished:
        return True
    torch.manual_seed(run.seed + stage.step)
    codec, codec_step = load_codec(run, preset)
    half = preset.matcher_groups * GROUP_SIZE
    compiled = preset.compiled and run.device.type == "cuda"
    embed_pictures = torch.compile(model.embed_pictures) if compiled else model.embed_pictures
    embed_texts = torch.compile(model.embed_texts) if compiled else model.embed_texts
    vocabulary = (run.folder / FILE_NAME).read_text()
    table = table_path(run, codec_step)
    failed = failed_codes(SceneCoder(CodeTable.read(table), domain_named(preset.name), run.seed), FAILED_POOL)
    scenes = CodeJob(preset.name, run.seed, "train", REPAINTED_POOL, vocabulary, table).worker().batch(0)
    repainted = RepaintedScenes(codec, scenes, failed, run.device)
    # Seed + 1: other scenes than those that the codes were made of.
    job = PictureJob(preset.name, run.seed + 1, "train", preset.matcher_groups, JUDGED_SIDE, vocabulary, 1, TEXT_LENGTH, with_look_alikes=True)
    first = stage.step * preset.matcher_groups
    with BatchStream(job, first, first + 10**9, preset.workers) as stream:
        stage.begin()
        for batch in stream:
            old_pictures, old_texts, failures = repainted.drawn(half)
            pictures = torch.cat([to_model_range(torch.from_numpy(batch.pictures)), old_pictures, failures]).to(run.device)
            texts = torch.cat([torch.from_numpy(batch.texts[:, 0]).long(), old_texts]).to(run.device)
            set_rate(optimizer, preset.matcher_rate * rate_factor(stage.progress, stage.step))
            with autocast(run.device):
                picture_vectors = embed_pictures(to_matching_range(pictures))
                text_vectors = embed_texts(with_end(texts))
            captioned, failed_vectors = picture_vectors.float().split([2 * half, FAILURES])
            loss, right = contrastive_loss(captioned, text_vectors.float(), failed_vectors, model.logit_scale)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            with torch.no_grad():
                model.logit_scale.clamp_(max=GREATEST_LOGIT_SCALE)
            going = stage.advance()
            if stage.is_time_to_note() or not going:
                stage.note(2 * half, loss=loss.item(), right=right.item(), scale=model.logit_scale.exp().item())
            if not going:
                break
    stage.save()
    return stage.finished
