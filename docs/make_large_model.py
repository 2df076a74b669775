#!/usr/bin/env python3
"""Makes a model folder whose transformer has the shape of Malevich, 1.3 billion weights, all random: to measure opening and memory with.

    python3 docs/make_large_model.py FOLDER

Everything else is taken from Models/lissitzky. Pictures of it are noise. Needs numpy and 2.6 GB of disk.
"""
import hashlib
import json
import os
import shutil
import struct
import sys

import numpy as np

LAYERS, WIDTH, HEADS = 24, 2048, 16


def shapes(config):
    """The transformer's tensors in ruDALL-E's names."""
    text, image, side, width = config["text_vocabulary"], config["image_vocabulary"], config["grid_side"], config["width"]
    yield "text_embeddings.weight", (text, width)
    yield "image_embeddings.weight", (image, width)
    yield "text_pos_embeddings.weight", (config["text_length"] + 1, width)
    yield "image_row_embeddings.weight", (side, width)
    yield "image_col_embeddings.weight", (side, width)
    norms = ("input_layernorm", "before_first_addition_layernorm", "post_attention_layernorm", "before_second_addition_layernorm")
    for layer in range(config["layers"]):
        name = f"transformer.layers.{layer}."
        for norm in norms:
            yield name + norm + ".weight", (width,)
            yield name + norm + ".bias", (width,)
        for part, outputs, inputs in (("attention.query_key_value", 3, 1), ("attention.dense", 1, 1), ("mlp.dense_h_to_4h", 4, 1),
                                      ("mlp.dense_4h_to_h", 1, 4)):
            yield f"{name}{part}.weight", (outputs * width, inputs * width)
            yield f"{name}{part}.bias", (outputs * width,)
    for norm in ("transformer.final_layernorm", "to_logits.0"):
        yield norm + ".weight", (width,)
        yield norm + ".bias", (width,)
    yield "to_logits.1.weight", (text + image, width)
    yield "to_logits.1.bias", (text + image,)


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, shape in tensors:
        size = 2 * int(np.prod(shape))
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    random = np.random.default_rng(1)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in tensors:
            values = random.random(shape, np.float32) * np.float32(0.04) - np.float32(0.02)
            if "layernorm.weight" in name or name == "to_logits.0.weight":
                values += 1
            file.write(values.astype(np.float16).tobytes())


def main():
    folder = sys.argv[1]
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Models", "lissitzky")
    os.makedirs(folder)
    with open(os.path.join(source, "model.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    for name in manifest["files"]:
        if name not in manifest["transformer"]["files"]:
            shutil.copy(os.path.join(source, name), folder)
    config = manifest["transformer"]["config"]
    config.update(layers=LAYERS, width=WIDTH, heads=HEADS)
    manifest.update(name="large", title="Random weights")
    [name] = manifest["transformer"]["files"]
    path = os.path.join(folder, name)
    write_safetensors(path, list(shapes(config)))
    with open(path, "rb") as file:
        manifest["files"][name] = {"size": os.path.getsize(path), "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    with open(os.path.join(folder, "model.json"), "w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    main()
