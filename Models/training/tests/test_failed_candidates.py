"""What a matcher is shown as failed candidates."""

import numpy as np

from lubok_training.code_table import CodeTable, SceneCoder
from lubok_training.encodable import styled_scenes
from lubok_training.layers import CELLS
from lubok_training.pictures import domain_named
from lubok_training.train_matcher import failed_codes

BACKGROUND = -7


class _OneBlock(dict):
    """Every sprite covers its whole box, with a code of its own in each cell."""

    def __missing__(self, key: tuple[int, int, int, int]) -> np.ndarray:
        return np.arange(CELLS**2, dtype=np.int16).reshape(CELLS, CELLS)


def test_half_lack_their_objects_and_half_show_them_in_disorder() -> None:
    domain = domain_named("cpu")
    backgrounds = np.full((len(domain.backgrounds), CELLS, CELLS), BACKGROUND, np.int16)
    coder = SceneCoder(CodeTable(_OneBlock(), backgrounds, styled_scenes(domain, 8, 1), backgrounds[:1]), domain, 8)
    empty = disordered = 0
    for index, failed in enumerate(failed_codes(coder, 40)):
        scene, codes = coder.sample(index, "train")
        if scene.style:
            continue
        if index % 2:
            assert (failed == BACKGROUND).all()
            empty += 1
        else:
            assert ((failed == BACKGROUND) == (codes.flatten() == BACKGROUND)).all()  # nothing moved onto the background
            assert sorted(failed) == sorted(codes.flatten())
            assert 0.2 < (failed != codes.flatten())[codes.flatten() != BACKGROUND].mean() < 0.8
            disordered += 1
    assert min(empty, disordered) > 10
