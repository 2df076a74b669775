#!/usr/bin/env python3
"""Lubok beside the least that PyTorch can spend on the same work, on this machine, in the same minutes.

    python3 docs/compare_with_pytorch.py [--floor SCRIPT] [--python PYTHON] [--lubok PROGRAM] [--alternations 5]

The floor is the matrix products and convolutions alone, at the shapes of the released models: no attention, no norms, no sampling. Lubok's
figures are whole parts. The two run in turns; each turn gives a ratio of the shortest times, and the median of the ratios is printed.
A turn counts only if the floor's one-row step in bfloat16 reads its weights at 60 % of the speed that Lubok finds the memory to have: a slower
floor may not have been alone on the machine. Where not all turns count, a second table holds all of them.

PYTHON has torch installed. SCRIPT, if another floor is to be used, prints one JSON object when called with --json: seconds under the keys
step_bf16_rows1, step_bf16_rows8, step_bf16_rows16, prefill_bf16, decode_bf16, vit_bf16, upscale_bf16.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

LAYERS, WIDTH = 24, 2048
FLOOR_STEP_BYTES = 2 * LAYERS * 12 * WIDTH * WIDTH
LEAST_FLOOR_SHARE = 0.6
QUIET_LOAD = 0.3

# What is asked for: name, Lubok's measurements (the fastest of several precisions counts), the floor's key, the largest ratio, the least share.
ROWS = [
    ("step, 1 candidate, int8", dict(part="step", precision=["int8"], candidates=1, position=512), "step_bf16_rows1", 0.55, 0.85),
    ("step, 1 candidate, int4", dict(part="step", precision=["int4"], candidates=1, position=512), "step_bf16_rows1", 0.32, 0.80),
    ("step, 1 candidate, bfloat16", dict(part="step", precision=["bfloat16"], candidates=1, position=512), "step_bf16_rows1", 1.0, None),
    ("step, 8 candidates, int8", dict(part="step", precision=["int8"], candidates=8, position=512), "step_bf16_rows8", 0.50, 0.80),
    ("step, 16 candidates, int8", dict(part="step", precision=["int8"], candidates=16, position=512), "step_bf16_rows16", 0.55, 0.65),
    ("step, 32 candidates, int8", dict(part="step", precision=["int8"], candidates=32, position=512), None, None, 0.60),
    ("prefill, 128 tokens", dict(part="prefill", precision=["int8", "bfloat16"]), "prefill_bf16", 1.0, None),
    ("VQGAN f8 decode, 256×256", dict(part="decode", precision=["int8", "bfloat16"]), "decode_bf16", 1.0, None),
    ("ViT-B/32 at 384, of a batch of 8", dict(part="rank", precision=["int8", "bfloat16"]), "vit_bf16", 1.0, None),
    ("Real-ESRGAN x2, 286×286 as a whole", dict(part="upscale", precision=["int8", "bfloat16"]), "upscale_bf16", 1.0, None),
]


# --- the floor ---------------------------------------------------------------------------------------------------------------------------

def shortest(run, repeats=4):
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def products(torch, layers, width, rows):
    """The four matrices of each layer, every layer with its own."""
    sizes = ((3 * width, width), (width, width), (4 * width, width), (width, 4 * width))
    matrices = [torch.randn(size, dtype=torch.bfloat16) for _ in range(layers) for size in sizes]
    inputs = {side: torch.randn(rows, side, dtype=torch.bfloat16) for side in (width, 4 * width)}

    def run():
        for matrix in matrices:
            torch.nn.functional.linear(inputs[matrix.shape[1]], matrix)
    return shortest(run)


def decoder_shapes(channels=128, multipliers=(1, 1, 2, 4), blocks=2, latents=256, side=32):
    """(inputs, outputs, side, kernel) of every convolution of the f8 decoder."""
    width = channels * multipliers[-1]
    shapes = [(latents, width, side, 3)] + 4 * [(width, width, side, 3)]
    for level in reversed(range(len(multipliers))):
        outputs = channels * multipliers[level]
        for _ in range(blocks + 1):
            if width != outputs:
                shapes.append((width, outputs, side, 1))
            shapes += [(width, outputs, side, 3), (outputs, outputs, side, 3)]
            width = outputs
        if level:
            side *= 2
            shapes.append((width, width, side, 3))
    return shapes + [(width, 3, side, 3)]


def upscaler_shapes(features=64, growth=32, blocks=23, side=143):
    """(inputs, outputs, side, kernel) of Real-ESRGAN x2's convolutions but the first, on a picture of twice the side."""
    dense = [(features + index * growth, growth if index < 4 else features, side, 3) for index in range(5)]
    return 3 * blocks * dense + [(features, features, side, 3), (features, features, 2 * side, 3)] + 2 * [
        (features, features, 4 * side, 3)] + [(features, 3, 4 * side, 3)]


def convolutions(torch, memory_format, shapes):
    # One picture of each shape: those of 345 convolutions would be two gigabytes.
    pictures = {(inputs, side): torch.randn(1, inputs, side, side, dtype=torch.bfloat16).to(memory_format=memory_format)
                for inputs, _, side, _ in shapes}
    calls = []
    for inputs, outputs, side, kernel in shapes:
        weights = torch.randn(outputs, inputs, kernel, kernel, dtype=torch.bfloat16).to(memory_format=memory_format)
        calls.append((pictures[inputs, side], weights, kernel // 2))

    def run():
        for picture, weights, padding in calls:
            torch.nn.functional.conv2d(picture, weights, padding=padding)
    return shortest(run, 3)


def floor():
    import torch
    with torch.inference_mode():
        seconds = {f"step_bf16_rows{rows}": products(torch, LAYERS, WIDTH, rows) for rows in (1, 8, 16)}
        seconds["prefill_bf16"] = products(torch, LAYERS, WIDTH, 128)
        seconds["decode_bf16"] = min(convolutions(torch, f, decoder_shapes()) for f in (torch.contiguous_format, torch.channels_last))
        seconds["vit_bf16"] = products(torch, 12, 768, 8 * 145) / 8
        seconds["upscale_bf16"] = convolutions(torch, torch.channels_last, upscaler_shapes())
    print(json.dumps(seconds))


# --- the comparison ----------------------------------------------------------------------------------------------------------------------

def output(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def busy_share(seconds=1.0):
    """How much of the processors others take while this program sleeps; None where the system does not say."""
    def ticks():
        with open("/proc/stat") as file:
            values = [int(value) for value in file.readline().split()[1:]]
        return sum(values), values[3] + values[4]
    try:
        total, idle = ticks()
        time.sleep(seconds)
        later_total, later_idle = ticks()
    except OSError:
        return None
    return 1 - (later_idle - idle) / max(later_total - total, 1)


def find(parts, wanted):
    """The fastest measurement of what is wanted, or None."""
    fitting = [part for part in parts if part["precision"] in wanted["precision"]
               and all(part[key] == value for key, value in wanted.items() if key != "precision")]
    return min(fitting, key=lambda part: part["seconds_min"], default=None)


def whole_process(lubok, repeats=5):
    """Seconds from start to files of eight ranked pictures of the shipped model."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(repeats):
            start = time.perf_counter()
            subprocess.run([lubok, "generate", "рыжий кот на синем фоне", "-n", "8", "--seed", "7", "-o", folder, "--force", "--quiet"],
                           check=True)
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def median(values):
    return statistics.median(values) if values else None


def mark(value, limit, at_least):
    if value is None or limit is None:
        return ""
    return " reached" if (value >= limit if at_least else value <= limit) else " missed"


def show(turns):
    """The medians over some turns."""
    print("\n| part | Lubok / PyTorch floor | asked | share of the limit | asked |\n| --- | --- | --- | --- | --- |")
    for name, wanted, key, ratio_limit, share_limit in ROWS:
        found = [(find(parts, wanted), seconds) for _, seconds, parts in turns]
        share = median([part["share"] for part, _ in found if part])
        ratio = median([part["seconds_min"] / seconds[key] for part, seconds in found if part and key])
        print(f"| {name} | {'–' if ratio is None else f'{ratio:.2f}'} | "
              f"{'–' if ratio_limit is None else f'≤ {ratio_limit}'}{mark(ratio, ratio_limit, False)} | "
              f"{'–' if share is None else f'{100 * share:.0f} %'} | "
              f"{'–' if share_limit is None else f'≥ {100 * share_limit:.0f} %'}{mark(share, share_limit, True)} |")
    growth = median([late["seconds_min"] / early["seconds_min"] for late, early in (
        (find(parts, dict(part="step", precision=["int8"], candidates=1, position=position)) for position in (1000, 0))
        for _, _, parts in turns)])
    memory = find(turns[-1][2], dict(part="step", precision=["int8"], candidates=8, position=512))
    print(f"| step at position 1,000 against 0 | {growth:.2f} | ≤ 1.1{mark(growth, 1.1, False)} | – | – |")
    peak, most = memory["peak_memory_bytes"], 1.25 * memory["weight_bytes"] + 300e6
    print(f"\nint8 steps of 8 candidates: at most {peak / 1e9:.3f} GB; asked: {most / 1e9:.3f} GB{mark(peak, most, False)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--floor", help="another floor script")
    parser.add_argument("--python", default=sys.executable, help="a Python that has torch")
    parser.add_argument("--lubok", default=".build/release/lubok")
    parser.add_argument("--alternations", type=int, default=5)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--own-floor", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.own_floor:
        return floor()

    floor_command = [arguments.python] + ([arguments.floor, "--json"] if arguments.floor else [__file__, "--own-floor"])
    # What is asked for, and no more: a turn should last seconds.
    lubok_commands = [[arguments.lubok, "benchmark", "--shape", "malevich", "--steps", str(arguments.steps), "--json"] + options for options in (
        ["--precision", "int8", "--candidates", "1,8,16,32", "--positions", "512"],
        ["--precision", "int8", "--candidates", "1", "--positions", "0,1000", "--part", "step"],
        ["--precision", "int4,bfloat16", "--candidates", "1", "--positions", "512", "--part", "step,prefill"])]
    load = os.getloadavg()[0]
    print(f"load at the start: {load:.2f}" + (f" — above {QUIET_LOAD}: the figures mean little" if load > QUIET_LOAD else ""))
    turns = []
    for turn in range(arguments.alternations):
        busy = busy_share()
        seconds = output(floor_command)
        found = [output(command) for command in lubok_commands]
        parts = [part for each in found for part in each["parts"]]
        bandwidth = found[0]["machine"]["read_gb_s"] * 1e9
        floor_share = FLOOR_STEP_BYTES / seconds["step_bf16_rows1"] / bandwidth
        counts = floor_share >= LEAST_FLOOR_SHARE
        print(f"turn {turn + 1}: others took {'?' if busy is None else f'{100 * busy:.0f} %'}, memory {bandwidth / 1e9:.1f} GB/s, "
              f"the floor read at {100 * floor_share:.0f} % of it: {'counts' if counts else 'does not count'}", flush=True)
        turns.append((counts, seconds, parts))
    counted = [turn for turn in turns if turn[0]]
    print(f"\n{len(counted)} of {len(turns)} turns count")
    if counted:
        show(counted)
    if len(counted) < len(turns):
        print("\nall turns")
        show(turns)
    print(f"\nthe shipped model, eight ranked candidates, whole process: {whole_process(arguments.lubok):.2f} s")


if __name__ == "__main__":
    main()
