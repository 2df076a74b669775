"""`python -m lubok_training STAGE`: makes the shipped model, stage by stage."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from . import choose_sampling, evaluate, export, make_codes, make_vocabulary, train_codec, train_matcher, train_painter, train_transformer, train_upscaler
from .adopt import adopt
from .presets import PRESETS, Preset
from .program import Program
from .run import Run, default_folder
from .shipped import SHIPPED_FOLDER

STAGES = ("vocabulary", "codec", "codes", "painter", "transformer", "matcher", "upscaler", "export", "sampling", "evaluate")


def budgets(text: str) -> dict[str, float]:
    """Minutes by stage; one number alone is that of every stage."""
    if "=" not in text:
        return dict.fromkeys(STAGES, float(text))
    pairs = [part.split("=") for part in text.split(",")]
    if unknown := [stage for stage, _ in pairs if stage not in STAGES]:
        raise argparse.ArgumentTypeError(f"no such stage: {', '.join(unknown)}")
    return {stage: float(minutes) for stage, minutes in pairs}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="lubok_training", description=__doc__)
    parser.add_argument("stage", choices=(*STAGES, "all"))
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="where the run keeps its state")
    parser.add_argument("--output", type=Path, default=SHIPPED_FOLDER, help="model folder that export writes and evaluate reads")
    parser.add_argument(
        "--minutes",
        type=budgets,
        default={},
        help="time budget over all calls: 25 for whatever stage runs, or codec=25,matcher=20; the preset's where absent",
    )
    parser.add_argument("--stop-after", type=float, default=float("inf"), help="minutes after which this call saves and ends")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--workers", type=int, help="processes that draw pictures")
    parser.add_argument("--program", type=Path, help="lubok executable that draws for sampling and evaluate, in place of PyTorch")
    parser.add_argument("--precision", default="auto", help="in which the executable holds the weights")
    parser.add_argument("--prompts", type=int, default=2000, help="held-out prompts that evaluate asks for")
    parser.add_argument("--save-pieces", action="store_true", help="checkpoints in files of less than 16 MiB")
    parser.add_argument("--from-shipped", action="store_true", help="parts without a checkpoint start from the shipped weights")
    return parser.parse_args()


def perform(stage: str, run: Run, preset: Preset, options: argparse.Namespace) -> bool:
    """False when the stage has more to do in another call."""
    minutes = options.minutes.get(stage, preset.minutes.get(stage, 0.0))
    program = Program(options.program, options.precision) if options.program else None
    match stage:
        case "vocabulary":
            make_vocabulary.make(run, preset)
        case "codec":
            return train_codec.train(run, preset, minutes)
        case "codes":
            return make_codes.make(run, preset)
        case "painter":
            return train_painter.train(run, preset, minutes)
        case "transformer":
            return train_transformer.train(run, preset, minutes)
        case "matcher":
            return train_matcher.train(run, preset, minutes)
        case "upscaler":
            return train_upscaler.train(run, preset, minutes)
        case "export":
            export.export(run, preset, options.output)
        case "sampling":
            choose_sampling.choose(run, preset, options.output, program)
        case "evaluate":
            evaluate.evaluate(run, preset, options.output, program, options.prompts)
    return True


def main() -> None:
    options = arguments()
    preset = PRESETS[options.preset]
    if options.workers is not None:
        preset = replace(preset, workers=options.workers)
    torch.set_num_threads(options.threads or preset.threads)
    torch.set_float32_matmul_precision("high")
    run = Run(options.folder, torch.device(options.device), options.seed, options.save_pieces, options.stop_after * 60)
    if options.from_shipped:
        adopt(run, options.output)
    for stage in STAGES if options.stage == "all" else (options.stage,):
        if not perform(stage, run, preset, options):
            print(f"{stage}: stopped; the same command goes on from here", flush=True)
            break


if __name__ == "__main__":
    main()
