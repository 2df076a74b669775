"""Makes Fixtures/ with Pillow, the reference for decoding and resampling. Needs Pillow 12 or older: 13 changed the order of the passes.

    python3 make_fixtures.py
"""

import base64
import json
import random
import struct
import zlib
from pathlib import Path

from PIL import Image, PngImagePlugin, __version__

FOLDER = Path(__file__).parent / "Fixtures"
WIDTH, HEIGHT = 13, 9  # odd, so that every interlacing pass has a ragged end
SAMPLES = {"gray": (0, 1), "rgb": (2, 3), "palette": (3, 1), "gray-alpha": (4, 2), "rgba": (6, 4)}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(name, data=b""):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(kind, depth, value, interlaced=False, extra=b""):
    """A PNG file; value(x, y, sample) gives the samples. Filter 0 throughout."""
    color_type, samples = SAMPLES[kind]
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    raw = b""
    for left, top, step_x, step_y in passes:
        columns = range(left, WIDTH, step_x)
        for y in range(top, HEIGHT, step_y) if columns else []:
            bits = "".join(format(value(x, y, s), f"0{depth}b") for x in columns for s in range(samples))
            bits += "0" * (-len(bits) % 8)
            raw += b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color_type, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND")


def base64_text(data):
    return base64.b64encode(data).decode()


def decoding():
    noise = random.Random(1)

    def samples(depth, limit=None):
        table = {}
        return lambda x, y, s: table.setdefault((x, y, s), noise.randrange(limit or 1 << depth))

    def palette(count):
        return chunk(b"PLTE", noise.randbytes(3 * count))

    files = {}
    for depth in (1, 2, 4, 8):
        files[f"gray-{depth}"] = png("gray", depth, samples(depth))
        files[f"palette-{depth}"] = png("palette", depth, samples(depth), extra=palette(1 << depth))
    files["gray-16"] = png("gray", 16, samples(16))
    files["gray-transparent"] = png("gray", 8, samples(8, 3), extra=chunk(b"tRNS", struct.pack(">H", 1)))
    for kind in ("gray-alpha", "rgb", "rgba"):
        for depth in (8, 16):
            files[f"{kind}-{depth}"] = png(kind, depth, samples(depth))
    files["rgb-transparent"] = png("rgb", 8, samples(8, 2), extra=chunk(b"tRNS", struct.pack(">HHH", 1, 0, 1)))
    files["palette-transparent"] = png(
        "palette", 4, samples(4), extra=palette(16) + chunk(b"tRNS", bytes([0, 60, 120, 255, 7])))
    files["palette-interlaced"] = png("palette", 2, samples(2), interlaced=True, extra=palette(4))
    files["rgb-interlaced"] = png("rgb", 8, samples(8), interlaced=True)
    files["rgba-16-interlaced"] = png("rgba", 16, samples(16), interlaced=True)
    files["rgb-gamma"] = png("rgb", 8, samples(8), extra=chunk(b"gAMA", struct.pack(">I", 100000)))

    cases = []
    for name, data in files.items():
        path = FOLDER / f"{name}.png"
        path.write_bytes(data)
        with Image.open(path) as image:
            has_alpha = image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info
            if image.mode == "I;16":  # Pillow would saturate instead of taking the high byte
                image = Image.frombytes("L", image.size, image.tobytes()[1::2])
            pixels = image.convert("RGBA" if has_alpha else "RGB").tobytes()
        cases.append({"file": path.name, "channels": 4 if has_alpha else 3, "pixels": base64_text(pixels)})
    document = {"width": WIDTH, "height": HEIGHT, "cases": cases}
    (FOLDER / "decoding.json").write_text(json.dumps(document, indent=1) + "\n")


def resampling():
    noise = random.Random(2)
    cases = []
    for filter_name in ("bilinear", "bicubic", "lanczos"):
        for mode, size, new_size, box in [
            ("RGB", (16, 16), (5, 5), None),
            ("RGB", (16, 16), (7, 16), None),
            ("RGB", (16, 16), (16, 23), None),
            ("RGB", (9, 6), (20, 14), None),
            ("RGB", (1, 1), (4, 3), None),
            ("RGB", (31, 17), (1, 1), None),
            ("RGB", (33, 2), (10, 5), None),
            ("RGB", (24, 18), (8, 9), (3, 1, 17, 16)),
            ("RGB", (24, 18), (24, 18), (2, 2, 22, 17)),
            ("RGB", (12, 12), (19, 4), (5, 0, 6, 12)),
            ("RGBA", (15, 11), (6, 4), None),
            ("RGBA", (7, 8), (13, 15), None),
        ]:
            channels = len(mode)
            count = size[0] * size[1] * channels
            # Bytes at the ends of the range make kernels with negative lobes overshoot.
            source = bytes(noise.choice((0, 255, noise.randrange(256))) for _ in range(count))
            image = Image.frombytes(mode, size, source)
            result = image.resize(new_size, Image.Resampling[filter_name.upper()], box=box)
            cases.append({
                "filter": filter_name, "channels": channels, "width": size[0], "height": size[1],
                "newWidth": new_size[0], "newHeight": new_size[1], "box": box or [0, 0, *size],
                "source": base64_text(source), "pixels": base64_text(result.tobytes()),
            })
    (FOLDER / "resampling.json").write_text(json.dumps(cases, indent=1) + "\n")


def texts():
    info = PngImagePlugin.PngInfo()
    info.add_text("Title", "caf\u00e9 \u00b12")
    info.add_text("Comment", "squeezed " * 40, zip=True)
    info.add_itxt("parameters", "\u0440\u044b\u0436\u0438\u0439 \u043a\u043e\u0442\nSteps: 1024")
    info.add_itxt("workflow", "\u043a\u043e\u0442 " * 50, zip=True)
    Image.new("RGB", (2, 2), (10, 20, 30)).save(FOLDER / "texts.png", pnginfo=info)
    # Text that is a thousand times larger than its chunk.
    for mebibytes in (4, 16):
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "a" * (mebibytes << 20), zip=True)
        Image.new("RGB", (2, 2)).save(FOLDER / f"text-of-{mebibytes}-MiB.png", pnginfo=info)


if __name__ == "__main__":
    assert int(__version__.split(".")[0]) < 13, "Pillow 13 resamples in another order"
    FOLDER.mkdir(exist_ok=True)
    decoding()
    resampling()
    texts()
