"""Stage `transformer`: next-token training on captions and codes, with dropped captions for classifier-free guidance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from .adopt import ADOPTED, ADOPTED_RATE
from .batch_stream import BatchStream
from .codec import to_bytes
from .coded_scenes import CodedBatch, CodeJob
from .make_codes import load_codec, table_path
from .make_vocabulary import load as load_vocabulary
from .muon import Muon
from .presets import TEXT_LENGTH, Preset
from .run import Run, Stage, autocast, multiplies_bfloat16_fast, rate_factor, set_rate
from .sheet import write_sheet
from .transformer import Sampling, Transformer, sample
from .vocabulary import Vocabulary

DROPPED_CAPTIONS = 0.1
IMAGE_LOSS_WEIGHT = 7
AVERAGE_DECAY = 0.998
MATRIX_RATE = 1.5
"""Of the preset's rate: what the layers' matrices learn at, under Muon."""
SHORT_SHARE = 0.6
SHORT_ROWS = 9
"""Some steps see only so many rows of cells. What an object is shows in its first cells, which is where nearly all is left to learn: the rest of an object
known follows by itself. Nine rows are half the work and hold the first row of whatever stands in the lower half."""
HELD_OUT = 64
SHEET_SECONDS = 600.0
SHEET_PROMPTS = (
    "рыжий кот на синем фоне",
    "собака на зелёном фоне",
    "красная машина на белом фоне",
    "дом на фоне гор",
    "пингвин на розовом фоне",
    "банан на фиолетовом фоне",
    "две рыбы на голубом фоне",
    "черепаха слева от кактуса на жёлтом фоне",
    "лиса на закате",
    "буква ж на сером фоне",
    "велосипед на оранжевом фоне",
    "сова на фоне ночного неба",
)
SHEET_CANDIDATES = 3


def optimizers(model: Transformer, device: torch.device) -> tuple[Muon, torch.optim.AdamW]:
    """Muon for the layers' matrices: it learns more from each picture than AdamW, which has the rest."""
    matrices = [weight for weight in model.transformer.parameters() if weight.dim() == 2]
    others = [weight for name, weight in model.named_parameters() if weight.dim() != 2 or not name.startswith("transformer.")]
    muon = Muon(matrices, torch.bfloat16 if multiplies_bfloat16_fast(device) else torch.float32, weight_decay=0.05)
    return muon, torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0)


@torch.inference_mode()
def held_out_loss(run: Run, model: Transformer, scenes: CodedBatch) -> float:
    """Image loss, in nats a code, on combinations that are never shown."""
    with autocast(run.device):
        parts = (torch.from_numpy(part).long().to(run.device) for part in (scenes.texts, scenes.codes))
        return model.losses(*parts)[1].item()


def write_samples(run: Run, preset: Preset, model: Transformer, vocabulary: Vocabulary, step: int) -> None:
    codec, _ = load_codec(run, preset)
    rows = torch.tensor([vocabulary.prompt(prompt, TEXT_LENGTH) for prompt in SHEET_PROMPTS], device=run.device)
    empty = torch.tensor(vocabulary.prompt("", TEXT_LENGTH), device=run.device)
    with autocast(run.device):
        codes = sample(model, rows, SHEET_CANDIDATES, Sampling(temperature=0.9, top_p=0.95, guidance=1.5), empty)
        side = model.config.grid_side
        pictures = to_bytes(codec.decode(codes.view(-1, side, side)))
    write_sheet(run.folder / f"transformer-{step:06}.png", pictures.cpu().numpy(), columns=2 * SHEET_CANDIDATES)


def train(run: Run, preset: Preset, minutes: float) -> bool:
    """True when the time budget is spent, false when the call ended before."""
    torch.manual_seed(run.seed)
    model = Transformer(preset.transformer).to(run.device)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE_DECAY))
    muon, adam = optimizers(model, run.device)
    stage = Stage(run, "transformer", minutes, {"model": model, "average": average, "muon": muon, "adam": adam})
    if stage.finished:
        return True
    torch.manual_seed(run.seed + stage.step)
    vocabulary = load_vocabulary(run)
    empty = torch.tensor(vocabulary.prompt("", TEXT_LENGTH))
    table = table_path(run, load_codec(run, preset)[1])
    batch = preset.transformer_batch
    job = CodeJob(preset.name, run.seed, "train", batch, vocabulary.serialized(), table)
    held_out = replace(job, split="held_out", batch=HELD_OUT).worker().batch(0)
    losses_of = torch.compile(model.losses, dynamic=False) if preset.compiled else model.losses
    full_rate = preset.transformer_rate * (ADOPTED_RATE if ADOPTED in stage.extra else 1)
    sheet_due = stage.spent + SHEET_SECONDS
    first = stage.step * batch
    with BatchStream(job, first, first + 10**12, preset.workers) as stream:
        stage.begin()
        for scenes in stream:
            texts = torch.where(torch.rand(batch, 1) < DROPPED_CAPTIONS, empty, torch.from_numpy(scenes.texts).long())
            codes = torch.from_numpy(scenes.codes).long()
            if np.random.default_rng([run.seed, stage.step]).random() < SHORT_SHARE:
                codes = codes[:, : SHORT_ROWS * model.config.grid_side].contiguous()
            rate = full_rate * rate_factor(stage.progress, stage.step)
            set_rate(muon, MATRIX_RATE * rate)
            set_rate(adam, rate)
            with autocast(run.device):
                text, image = losses_of(texts.to(run.device), codes.to(run.device))
            share = codes.shape[1] / model.config.cells  # so that a cell counts alike in short steps and long ones
            loss = (text + IMAGE_LOSS_WEIGHT * share * image) / (1 + IMAGE_LOSS_WEIGHT)
            model.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            muon.step()
            adam.step()
            average.update_parameters(model)
            going = stage.advance()
            if stage.is_time_to_note() or not going:
                unseen = held_out_loss(run, average.module, held_out)
                stage.note(batch, text_loss=text.item(), image_loss=image.item(), held_out_image_loss=unseen)
            if stage.spent > sheet_due or not going:
                write_samples(run, preset, average.module, vocabulary, stage.step)
                sheet_due += SHEET_SECONDS
            if not going:
                break
    stage.save()
    return stage.finished
