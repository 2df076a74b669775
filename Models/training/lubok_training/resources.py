"""Where the recipe finds what it does not carry: the emoji font, the text font and Unicode CLDR's Russian names."""

import os
from pathlib import Path

TRAINING_FOLDER = Path(__file__).resolve().parent.parent

_SYSTEM_PLACES = {
    "NotoColorEmoji.ttf": "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "DejaVuSans-Bold.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "DejaVuSerif-Bold.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf",
    "ru.xml": "/usr/share/unicode/cldr/common/annotations/ru.xml",
}


def resource(name: str) -> Path:
    """The file of this name: in the folder LUBOK_TRAINING_RESOURCES, beside the recipe, or where Debian installs it."""
    candidates = [TRAINING_FOLDER / name, Path(_SYSTEM_PLACES.get(name, name))]
    if folder := os.environ.get("LUBOK_TRAINING_RESOURCES"):
        candidates.insert(0, Path(folder) / name)
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise FileNotFoundError(f"{name} is in none of: " + ", ".join(map(str, candidates)))
