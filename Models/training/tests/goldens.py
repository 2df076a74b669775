"""Where the reference fixtures are: Tests/Goldens, or the folder that LUBOK_GOLDENS names."""

from __future__ import annotations

import json
import os
from pathlib import Path

FOLDER = Path(os.environ.get("LUBOK_GOLDENS", Path(__file__).resolve().parents[3] / "Tests" / "Goldens"))


def cases(kind: str) -> list[Path]:
    return [path.parent for path in sorted(FOLDER.glob("*/case.json")) if json.loads(path.read_text())["kind"] == kind]
