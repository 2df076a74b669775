"""Contact sheets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def write_sheet(path: Path, pictures: np.ndarray, columns: int) -> None:
    """Pictures [count, height, width, 3] in rows of `columns`; the last row is filled up with white."""
    count, height, width, channels = pictures.shape
    rows = -(-count // columns)
    filled = np.full((rows * columns, height, width, channels), 255, np.uint8)
    filled[:count] = pictures
    grid = filled.reshape(rows, columns, height, width, channels).transpose(0, 2, 1, 3, 4)
    Image.fromarray(grid.reshape(rows * height, columns * width, channels)).save(path)
