"""Makes Corpora/: small valid files for each reader but PNG's, whose corpus is Tests/ImagesTests/Fixtures, and a few that are refused, named so.
Needs Python's own library only.

    python3 make_corpora.py
"""

import hashlib
import json
import struct
import zlib
from pathlib import Path

CORPORA = Path(__file__).parent / "Corpora"


def write(corpus, name, data):
    folder = CORPORA / corpus
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


# safetensors

TYPES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}


def safetensors(header, data=b""):
    return struct.pack("<Q", len(header)) + header + data


def safetensors_files():
    yield "empty", safetensors(b"{}")
    entries, data = [], b""
    for name, size in TYPES.items():
        entries.append(f'"{name}.weight" : {{"dtype":"{name}","shape":[2,1],"data_offsets":[{len(data)},{len(data) + 2 * size}]}}')
        data += bytes(range(2 * size))
    yield "types", safetensors(("{" + ",\n\t".join(reversed(entries)) + "}   ").encode(), data)
    strange = r'{"__metadata__":{"format":"pt","\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00":"é"},"q":{"data_offsets":[0,3],"shape":[],"dtype":"F8_E4M3"},'
    yield "escapes", safetensors((strange + '"none":{"dtype":"F32","shape":[0,7],"data_offsets":[3,3]}}').encode(), b"abc")


# pickles

MARK, STOP = b"(", b"."


def text(value):
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def integer(value):
    return b"J" + struct.pack("<i", value)


def name(module, value):
    return f"c{module}\n{value}\n".encode()


def group(*items):
    return MARK + b"".join(items) + b"t"


def dictionary(*items):
    return b"}" + MARK + b"".join(items) + b"u"


ORDERED = name("collections", "OrderedDict") + b")R"
REBUILD = name("torch._utils", "_rebuild_tensor_v2")


def storage(key, kind, count, *view):
    return group(text("storage"), name("torch", kind), text(key), text("cpu"), integer(count), *view) + b"Q"


def tensor(reference, shape, strides, offset=0):
    numbers = lambda values: group(*map(integer, values))
    return REBUILD + group(reference, integer(offset), numbers(shape), numbers(strides), b"\x89", ORDERED) + b"R"


STORAGES = {
    "DoubleStorage": 8, "FloatStorage": 4, "HalfStorage": 2, "BFloat16Storage": 2, "LongStorage": 8, "IntStorage": 4, "ShortStorage": 2,
    "CharStorage": 1, "ByteStorage": 1, "BoolStorage": 1, "ComplexFloatStorage": 8,
}


def every_storage():
    items = b"".join(
        text(f"{kind}.{form}") + tensor(storage(str(key), kind, 6), shape, strides, offset)
        for key, kind in enumerate(STORAGES)
        for form, shape, strides, offset in [("whole", [2, 3], [3, 1], 0), ("turned", [3, 2], [1, 3], 0), ("none", [0], [1], 6)])
    contents = {str(key): bytes(range(6 * size)) for key, size in enumerate(STORAGES.values())}
    return b"\x80\x02" + ORDERED + MARK + items + b"u" + dictionary(text("_metadata"), ORDERED) + b"b" + STOP, contents


def wrapped():
    """What Lightning and Python 2 leave in a file."""
    parameter = name("torch._utils", "_rebuild_parameter") + group(tensor(storage("0", "FloatStorage", 3), [3], [1]), b"\x88", ORDERED) + b"R"
    old = name("torch.nn.parameter", "Parameter") + group(tensor(storage("0", "FloatStorage", 3), [1], [1], 2), b"\x88") + b"R"
    pairs = b"]" + b"]U\x01wa" + old + b"aa" + MARK + text("bytes") + b"U\x01\xffla"
    opaque = (
        name("argparse", "Namespace") + b")\x81" + dictionary(text("path"), name("pathlib", "PosixPath") + group(text("/")) + b"R") + b"b")
    opaque_list = name("omegaconf.listconfig", "ListConfig") + b")\x81" + integer(1) + b"a" + integer(1) + integer(2) + b"s"
    numbers = b"K\x01M\x01\x02\x8a\x01\xff\x8b\x02\x00\x00\x00\x01\x02\x8a\x0a" + bytes(10) + b"G" + struct.pack(">d", 0.5) + b"N\x88\x89"
    loose = text("numbers") + MARK + numbers + b"l" + text("tuples") + b")\x85\x85" + b"NN\x86" + b"\x86" + text("three") + b"NNN\x87"
    kept = text("kept") + b"]q\x01r\x00\x01\x00\x00N0" + MARK + b"N1" + b"h\x010" + b"j\x00\x01\x00\x000"
    mapped = text("mapped") + MARK + text("a") + b"Nd"
    many = text("many") + b"]" + MARK + b"NNe"
    other = text("other") + name("torch", "Size") + group(integer(1)) + b"R" + text("empty") + name("collections", "OrderedDict") + b")\x81"
    state = name("collections", "OrderedDict") + group(pairs) + b"R" + text("weight") + parameter + b"s"
    body = dictionary(
        text("state_dict"), state, text("hyper_parameters"), opaque, text("callbacks"), opaque_list, loose, kept, mapped, many, other,
        text("epoch"), b"T\x01\x00\x00\x00x")
    return b"\x80\x02" + body + STOP, {"0": struct.pack("<3f", 1, 2, 3)}


def protocol_four():
    short = lambda value: b"\x8c" + bytes([len(value)]) + value.encode() + b"\x94"
    weight = (
        short("torch._utils") + short("_rebuild_tensor_v2") + b"\x93" + group(
            storage("0", "FloatStorage", 2), integer(0), integer(2) + b"\x85", integer(1) + b"\x85", b"\x89", b"N") + b"R")
    sets = short("sets") + b"\x8f" + MARK + integer(1) + b"\x90" + short("frozen") + MARK + b"\x91"
    long = short("long") + b"\x8d" + struct.pack("<Q", 3) + b"abc" + short("raw") + b"C\x01a" + short("raw4") + b"B" + struct.pack("<I", 1) + b"a"
    longer = short("raw8") + b"\x8e" + struct.pack("<Q", 1) + b"a" + short("array") + b"\x96" + struct.pack("<Q", 1) + b"a"
    body = b"}\x94" + MARK + short("model") + dictionary(short("w"), weight) + sets + long + longer + b"u" + STOP
    return b"\x80\x04\x95" + struct.pack("<Q", len(body)) + body, {"0": struct.pack("<2f", 1, 2)}


# Archives

def archive(pickle, storages, wide=False, descriptor=False, hides=False):
    entries = {"a/data.pkl": pickle, "a/byteorder": b"little", "a/version": b"3\n"}
    entries |= {f"a/data/{key}": data for key, data in storages.items()}
    flags = 0x808 if descriptor else 0
    bytes_, directory = b"", b""
    for key, data in entries.items():
        checksum, size, offset = zlib.crc32(data), len(data), len(bytes_)
        extra = lambda *numbers: b"FB\x03\x00ZZZ" + struct.pack("<HH", 1, 8 * len(numbers)) + struct.pack(f"<{len(numbers)}Q", *numbers)
        local = extra(size, size) if wide and not descriptor else b""
        stated = 0 if descriptor else 0xFFFFFFFF if wide else size
        bytes_ += struct.pack("<IHHHIIIIHH", 0x04034B50, 0, flags, 0, 0, 0 if descriptor else checksum, stated, stated, len(key), len(local))
        bytes_ += key.encode() + local + data
        if descriptor:
            bytes_ += struct.pack("<IIQQ" if wide else "<IIII", 0x08074B50, checksum, size, size)
        central = extra(size, size, offset) if wide else b""
        stated = 0xFFFFFFFF if wide else size
        directory += struct.pack("<IHHHHIIIIHHHHHII", 0x02014B50, 0, 0, flags, 0, 0, checksum, stated, stated, len(key), len(central), 0, 0, 0, 0,
                                 0xFFFFFFFF if wide else offset) + key.encode() + central
    start, end = len(bytes_), len(bytes_) + len(directory)
    bytes_ += directory
    if wide:
        bytes_ += struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 0, 0, 0, 0, len(entries), len(entries), len(directory), start)
        bytes_ += struct.pack("<IIQI", 0x07064B50, 0, end, 1)
    count, size, offset = (0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF) if hides else (len(entries), len(directory), start)
    return bytes_ + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, size, offset, 0)


def torch_zip_files():
    yield "storages", archive(*every_storage())
    yield "wrapped", archive(*wrapped())
    yield "protocol-4", archive(*protocol_four())
    yield "wide", archive(*protocol_four(), wide=True)
    yield "wide-hidden-descriptor", archive(*protocol_four(), wide=True, descriptor=True, hides=True)
    yield "descriptor", archive(*protocol_four(), descriptor=True)


def legacy(pickle, storages):
    """Storages by key: the count of elements and their bytes."""
    head = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19." + b"\x80\x02M\xe9\x03." + b"\x80\x02" + dictionary(text("little_endian"), b"\x88") + STOP
    keys = b"\x80\x02]" + MARK + b"".join(map(text, storages)) + b"e."
    return head + pickle + keys + b"".join(struct.pack("<Q", count) + data for count, data in storages.values())


def torch_legacy_files():
    pickle, storages = every_storage()
    yield "storages", legacy(pickle, {key: (6, data) for key, data in storages.items()})
    part = group(text("part"), integer(1), integer(2))
    body = dictionary(
        text("w"), tensor(storage("9", "FloatStorage", 4, part), [2], [1]), text("b"), tensor(storage("9", "FloatStorage", 4, b"N"), [4], [1]))
    yield "views", legacy(b"\x80\x02" + body + STOP, {"9": (4, struct.pack("<4f", 1, 2, 3, 4))})
    pickle, storages = wrapped()
    yield "wrapped", legacy(pickle, {"0": (3, storages["0"])})


# Vocabularies

def vocabulary_files():
    model = "5 4\n9601 4\n1082 5\n1086 6\n1090 7\n97 8\n5 6 9\n9 7 10\n4 10 11\n4 8 12\n1 0 2 3\n"
    yield "words", model.encode()
    yield "windows", model.replace("\n", "\r\n").encode() + b" \r\n"
    yield "no-specials", b"1 0\n9601 0\n1 -1 -1 -1\n"
    yield "refused-merge", model.replace("5 6 9", "5 12 9").encode()
    yield "refused-character", model.replace("9601 4", "55296 4").encode()
    yield "refused-end", (model + "7\n").encode()
    yield "refused-counts", b"900 4\n9601 4\n"


# Manifests: their files are those of ScratchModel.

def manifest_files():
    files = {key: {"size": size + 1, "sha256": hashlib.sha256(bytes(size + 1)).hexdigest()} for size, key in enumerate("vtcm")}
    manifest = {
        "format": 1, "name": "toy", "version": "1", "title": "Игрушка", "license": "MIT", "attribution": ["a"],
        "text": {"vocabulary": "v", "normalization": "russian", "length": 8},
        "transformer": {
            "files": ["t"], "guidance_trained": True, "precision": "int8",
            "config": {"layers": 2, "width": 32, "heads": 2, "text_length": 8, "grid_side": 4, "text_vocabulary": 40, "image_vocabulary": 16,
                       "sandwich_layernorm": True, "rules": "v3"}},
        "codec": {
            "files": ["c"],
            "config": {"quantizer": "nearest", "embedding_dimension": 8, "codes": 16, "latent_channels": 8, "channels": 32,
                       "channel_multipliers": [1, 2], "residual_blocks": 1, "attention_resolutions": [8], "resolution": 16, "wavelet": False}},
        "matching": {
            "files": ["m"], "vocabulary": "v", "normalization": "rudalle", "templates": ["{}", "на картинке {}"],
            "config": {"embedding_dimension": 16, "picture_side": 16, "vision_layers": 1, "vision_width": 64, "vision_patch": 4,
                       "context_length": 8, "vocabulary": 40, "text_width": 64, "text_heads": 1, "text_layers": 1}},
        "sampling": {"temperature": 1.0, "top_k": 16, "top_p": 0.995, "guidance": 1.0}, "files": files}
    yield "whole", json.dumps(manifest, ensure_ascii=False).encode()
    small = dict(manifest)
    del small["matching"]
    small["transformer"] = dict(manifest["transformer"], guidance_trained=False, config=dict(manifest["transformer"]["config"], rules="v2"))
    del small["transformer"]["precision"]
    small["codec"] = {"files": ["c"], "config": dict(manifest["codec"]["config"], quantizer="gumbel")}
    yield "without-matching", json.dumps(small, indent=1).encode()
    yield "with-everything", json.dumps(dict(
        manifest,
        upscalers=[{"files": ["t"], "config": {"scale": scale, "features": 8, "blocks": 1, "growth": 4}} for scale in (2, 8)],
        segmentation={
            "files": ["c", "m"],
            "config": {"encoder": {"width_coefficient": 1.6, "depth_coefficient": 2.2}, "decoder_channels": [32, 16, 16, 8, 8],
                       "picture_side": 64}},
        matching=dict(
            manifest["matching"],
            config=dict(manifest["matching"]["config"], pixel_mean=[0.5, 0.5, 0.5], pixel_deviation=[0.25, 0.25, 0.25])))).encode()
    yield "refused-key", json.dumps({key: value for key, value in manifest.items() if key != "codec"}).encode()
    yield "refused-type", json.dumps(dict(manifest, name=1)).encode()
    yield "refused-sampling", json.dumps(dict(manifest, sampling=dict(manifest["sampling"], top_p=7))).encode()
    yield "refused-templates", json.dumps(dict(manifest, matching=dict(manifest["matching"], templates=["x"]))).encode()
    yield "refused-size", json.dumps(dict(manifest, files=dict(files, v={"size": 9, "sha256": ""}))).encode()
    yield "refused-hash", json.dumps(dict(manifest, files=dict(files, v={"size": 1, "sha256": ""}))).encode()
    yield "refused-text", b"{"


if __name__ == "__main__":
    for corpus, files in [
        ("safetensors", safetensors_files()), ("torch-zip", torch_zip_files()), ("torch-legacy", torch_legacy_files()),
        ("vocabulary", vocabulary_files()), ("manifest", manifest_files()),
    ]:
        for name_, data in files:
            write(corpus, name_, data)
