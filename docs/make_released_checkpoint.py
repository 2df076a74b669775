#!/usr/bin/env python3
"""Makes files of the released models' sizes, keys and containers, with random weights: to measure import and memory with.

    python3 docs/make_released_checkpoint.py malevich  FOLDER     pytorch_model.bin, 2.6 GB: 24 layers of 2048, fp16, torch's zip archive
    python3 docs/make_released_checkpoint.py kandinsky FOLDER     the same with 64 layers of 3840, 23 GB; --layers N makes fewer
    python3 docs/make_released_checkpoint.py codec     FOLDER     vqgan.gumbelf8-sber.model.ckpt, float32, under `state_dict`
    python3 docs/make_released_checkpoint.py wavelet   FOLDER     vqgan.gumbelf8-sber-dwt.model.ckpt, its keys under `model.`
    python3 docs/make_released_checkpoint.py ruclip    FOLDER     config.json, bpe.model, pytorch_model.bin: base-patch32-384
    python3 docs/make_released_checkpoint.py tokenizer FOLDER     bpe.model with as many tokens as ruDALL-E's

One tensor at a time is in memory. The archives are written by torch's own writer, so torch must be installed. Pictures of it are noise.
"""
import argparse
import collections
import io
import json
import os
import pickle

import numpy as np
import torch

TEXT_LENGTH, GRID, TEXT_TOKENS, CODES = 128, 32, 16384, 8192
SHAPES = {"malevich": (24, 2048), "kandinsky": (64, 3840)}
STORAGES = {"float16": torch.HalfStorage, "float32": torch.FloatStorage, "bool": torch.BoolStorage}


# --- torch's archive, tensor by tensor ---------------------------------------------------------------------------------------------------

class Storage:
    def __init__(self, key, dtype, count):
        self.key, self.dtype, self.count = key, dtype, count


class View:
    """A tensor that fills its storage."""
    def __init__(self, storage, shape):
        self.storage, self.shape = storage, shape

    def __reduce__(self):
        strides = tuple(int(np.prod(self.shape[axis + 1:])) for axis in range(len(self.shape)))
        return torch._utils._rebuild_tensor_v2, (self.storage, 0, self.shape, strides, False, collections.OrderedDict())


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        if isinstance(value, Storage):
            return "storage", STORAGES[value.dtype], value.key, "cpu", value.count
        return None


def write_archive(path, tensors, wrap=None):
    """`tensors`: (key, shape, dtype, function that makes the values)."""
    state = collections.OrderedDict()
    for index, (key, shape, dtype, _) in enumerate(tensors):
        state[key] = View(Storage(str(index), dtype, int(np.prod(shape))), tuple(shape))
    text = io.BytesIO()
    Pickler(text, protocol=2).dump(wrap(state) if wrap else state)
    writer = torch._C.PyTorchFileWriter(path)
    writer.write_record("data.pkl", text.getvalue(), len(text.getvalue()))
    writer.write_record("byteorder", b"little", 6)
    for index, (_, shape, dtype, make) in enumerate(tensors):
        values = torch.from_numpy(np.ascontiguousarray(make(shape).astype(dtype)))
        writer.write_record(f"data/{index}", values.untyped_storage(), values.untyped_storage().nbytes())
    writer.write_end_of_file()


# --- values ------------------------------------------------------------------------------------------------------------------------------

POOL = np.random.default_rng(1).random(1 << 24, np.float32) * 2 - 1
START = np.random.default_rng(2)


def uniform(bound):
    """Numbers within ±bound: a run of a large pool from a random place, since billions of new ones would take minutes."""
    def make(shape):
        count = int(np.prod(shape))
        return np.resize(np.roll(POOL, int(START.integers(POOL.size))), count).reshape(shape) * np.float32(bound)
    return make


def ones(shape):
    return np.ones(shape, np.float32)


# --- ruDALL-E ----------------------------------------------------------------------------------------------------------------------------

def mask(kind):
    """`[T + D², T + D²]` as the third generation keeps them: 1 where a place is looked at."""
    def make(shape):
        side, length = shape[0], TEXT_LENGTH
        result = np.tril(np.ones((side, side), bool))
        places = np.arange(GRID * GRID)
        row, column = places // GRID, places % GRID
        query, key = places[:, None], places[None, :]
        picture = {
            "row": query - key <= GRID,
            "col": column[:, None] == column[None, :],
            "conv": (abs(row[:, None] - row[None, :]) <= 5) & (abs(column[:, None] - column[None, :]) <= 5),
        }[kind]
        result[length:, length:] &= picture
        return result
    return make


def transformer(layers, width):
    small, dtype = uniform(0.02), "float16"
    vocabulary = TEXT_TOKENS + TEXT_LENGTH
    yield "text_embeddings.weight", (vocabulary, width), dtype, small
    yield "image_embeddings.weight", (CODES, width), dtype, small
    yield "text_pos_embeddings.weight", (TEXT_LENGTH + 1, width), dtype, small
    yield "image_row_embeddings.weight", (GRID, width), dtype, small
    yield "image_col_embeddings.weight", (GRID, width), dtype, small
    def norm(name):
        yield name + ".weight", (width,), dtype, ones
        yield name + ".bias", (width,), dtype, small
    yield from norm("to_logits.0")
    yield "to_logits.1.weight", (vocabulary + CODES, width), dtype, small
    yield "to_logits.1.bias", (vocabulary + CODES,), dtype, small
    side = TEXT_LENGTH + GRID * GRID
    for kind in ("row", "col", "conv"):
        yield f"transformer.{kind}_mask", (side, side), "bool", mask(kind)
    norms = ("input_layernorm", "before_first_addition_layernorm", "post_attention_layernorm", "before_second_addition_layernorm")
    for layer in range(layers):
        name = f"transformer.layers.{layer}."
        for each in norms:
            yield from norm(name + each)
        for part, outputs, inputs in (("attention.query_key_value", 3, 1), ("attention.dense", 1, 1), ("mlp.dense_h_to_4h", 4, 1),
                                      ("mlp.dense_4h_to_h", 1, 4)):
            yield f"{name}{part}.weight", (outputs * width, inputs * width), dtype, small
            yield f"{name}{part}.bias", (outputs * width,), dtype, small
    yield from norm("transformer.final_layernorm")


# --- the codec ---------------------------------------------------------------------------------------------------------------------------

def convolution(name, inputs, outputs, kernel):
    yield name + ".weight", (outputs, inputs, kernel, kernel), "float32", uniform((inputs * kernel * kernel) ** -0.5)
    yield name + ".bias", (outputs,), "float32", uniform(0.01)


def norm(name, channels):
    yield name + ".weight", (channels,), "float32", ones
    yield name + ".bias", (channels,), "float32", uniform(0.01)


def residual(name, inputs, outputs):
    yield from norm(name + ".norm1", inputs)
    yield from convolution(name + ".conv1", inputs, outputs, 3)
    yield from norm(name + ".norm2", outputs)
    yield from convolution(name + ".conv2", outputs, outputs, 3)
    if inputs != outputs:
        yield from convolution(name + ".nin_shortcut", inputs, outputs, 1)


def attention(name, channels):
    yield from norm(name + ".norm", channels)
    for part in ("q", "k", "v", "proj_out"):
        yield from convolution(f"{name}.{part}", channels, channels, 1)


def middle(name, channels):
    yield from residual(name + ".block_1", channels, channels)
    yield from attention(name + ".attn_1", channels)
    yield from residual(name + ".block_2", channels, channels)


def encoder(name, channels=128, multipliers=(1, 1, 2, 4), blocks=2, latents=256):
    yield from convolution(name + ".conv_in", 3, channels, 3)
    width = channels
    for level, multiplier in enumerate(multipliers):
        for block in range(blocks):
            yield from residual(f"{name}.down.{level}.block.{block}", width, channels * multiplier)
            width = channels * multiplier
            if level == len(multipliers) - 1:
                yield from attention(f"{name}.down.{level}.attn.{block}", width)
        if level < len(multipliers) - 1:
            yield from convolution(f"{name}.down.{level}.downsample.conv", width, width, 3)
    yield from middle(name + ".mid", width)
    yield from norm(name + ".norm_out", width)
    yield from convolution(name + ".conv_out", width, latents, 3)


def decoder(name, outputs, channels=128, multipliers=(1, 1, 2, 4), blocks=2, latents=256):
    width = channels * multipliers[-1]
    yield from convolution(name + ".conv_in", latents, width, 3)
    yield from middle(name + ".mid", width)
    for level in reversed(range(len(multipliers))):
        for block in range(blocks + 1):
            yield from residual(f"{name}.up.{level}.block.{block}", width, channels * multipliers[level])
            width = channels * multipliers[level]
            if level == len(multipliers) - 1:
                yield from attention(f"{name}.up.{level}.attn.{block}", width)
        if level:
            yield from convolution(f"{name}.up.{level}.upsample.conv", width, width, 3)
    yield from norm(name + ".norm_out", width)
    yield from convolution(name + ".conv_out", width, outputs, 3)


def quantizer(prefix, codes=CODES, width=256):
    yield from convolution(prefix + "quantize.proj", width, codes, 1)
    yield prefix + "quantize.embed.weight", (codes, width), "float32", uniform(1)
    yield from convolution(prefix + "quant_conv", width, width, 1)
    yield from convolution(prefix + "post_quant_conv", width, width, 1)


def codec():
    yield from encoder("encoder")
    yield from decoder("decoder", 3)
    yield from quantizer("")


def wavelet():
    yield from encoder("model.encoder")
    yield from convolution("model.decoder.post_quant_conv", 256, 256, 1)
    yield from decoder("model.decoder.decoder", 12)
    for name, shape in (("g0_col", (1, 1, 2, 1)), ("g1_col", (1, 1, 2, 1)), ("g0_row", (1, 1, 1, 2)), ("g1_row", (1, 1, 1, 2))):
        yield "model.decoder.idwt." + name, shape, "float32", ones
    yield from quantizer("model.")


# --- ruCLIP ------------------------------------------------------------------------------------------------------------------------------

RUCLIP = {"embed_dim": 512, "image_resolution": 384, "vision_layers": 12, "vision_width": 768, "vision_patch_size": 32, "context_length": 77,
          "vocab_size": 49408, "transformer_width": 512, "transformer_heads": 8, "transformer_layers": 12}


def tower(name, layers, width):
    small = uniform(width ** -0.5)
    for layer in range(layers):
        block = f"{name}.resblocks.{layer}."
        yield block + "attn.in_proj_weight", (3 * width, width), "float32", small
        yield block + "attn.in_proj_bias", (3 * width,), "float32", uniform(0.01)
        for part, outputs, inputs in (("attn.out_proj", 1, 1), ("mlp.c_fc", 4, 1), ("mlp.c_proj", 1, 4)):
            yield f"{block}{part}.weight", (outputs * width, inputs * width), "float32", uniform((inputs * width) ** -0.5)
            yield f"{block}{part}.bias", (outputs * width,), "float32", uniform(0.01)
        yield from norm(block + "ln_1", width)
        yield from norm(block + "ln_2", width)


def ruclip(config):
    width, text, dimension = config["vision_width"], config["transformer_width"], config["embed_dim"]
    patches = (config["image_resolution"] // config["vision_patch_size"]) ** 2
    yield "positional_embedding", (config["context_length"], text), "float32", uniform(0.02)
    yield "text_projection", (text, dimension), "float32", uniform(text ** -0.5)
    yield "logit_scale", (), "float32", lambda shape: np.full(shape, np.log(100), np.float32)
    yield "visual.class_embedding", (width,), "float32", uniform(width ** -0.5)
    yield "visual.positional_embedding", (patches + 1, width), "float32", uniform(width ** -0.5)
    yield "visual.proj", (width, dimension), "float32", uniform(width ** -0.5)
    yield "visual.conv1.weight", (width, 3, config["vision_patch_size"], config["vision_patch_size"]), "float32", uniform(0.02)
    yield from norm("visual.ln_pre", width)
    yield from tower("visual.transformer", config["vision_layers"], width)
    yield from norm("visual.ln_post", width)
    yield from tower("transformer", config["transformer_layers"], text)
    yield "token_embedding.weight", (config["vocab_size"], text), "float32", uniform(0.02)
    yield from norm("ln_final", text)


# --- vocabularies ------------------------------------------------------------------------------------------------------------------------

def write_vocabulary(path, size):
    """YouTokenToMe's text file: letters, and merges of two tokens each, as many as are missing."""
    letters = [0x2581] + list(range(0x430, 0x450)) + list(range(0x61, 0x7B)) + list(range(0x30, 0x3A)) + [0x2C, 0x2E, 0x2D, 0x21, 0x3F]
    merges, left, right = [], 4, 4
    while len(merges) < size - 4 - len(letters):
        merges.append((left, right, 4 + len(letters) + len(merges)))
        left, right = (left, right + 1) if right < 4 + len(letters) - 1 else (left + 1, 4)
    with open(path, "w") as file:
        file.write(f"{len(letters)} {len(merges)}\n")
        file.writelines(f"{letter} {4 + index}\n" for index, letter in enumerate(letters))
        file.writelines(f"{x} {y} {z}\n" for x, y, z in merges)
        file.write("1 0 2 3\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["malevich", "kandinsky", "codec", "wavelet", "ruclip", "tokenizer"])
    parser.add_argument("folder")
    parser.add_argument("--layers", type=int, help="fewer layers than the released transformer has")
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)

    def path(name):
        return os.path.join(arguments.folder, name)

    def lightning(state):
        return {"epoch": 1, "global_step": 1, "state_dict": state}

    if arguments.kind in SHAPES:
        layers, width = SHAPES[arguments.kind]
        write_archive(path("pytorch_model.bin"), list(transformer(arguments.layers or layers, width)))
    elif arguments.kind == "codec":
        write_archive(path("vqgan.gumbelf8-sber.model.ckpt"), list(codec()), lightning)
    elif arguments.kind == "wavelet":
        write_archive(path("vqgan.gumbelf8-sber-dwt.model.ckpt"), list(wavelet()), lightning)
    elif arguments.kind == "ruclip":
        with open(path("config.json"), "w") as file:
            json.dump(RUCLIP, file)
        write_vocabulary(path("bpe.model"), RUCLIP["vocab_size"])
        write_archive(path("pytorch_model.bin"), list(ruclip(RUCLIP)))
    else:
        write_vocabulary(path("bpe.model"), TEXT_TOKENS)


if __name__ == "__main__":
    main()
