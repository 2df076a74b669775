"""Scenes taken apart and put together again."""

import numpy as np
import pytest

from lubok_training.code_table import CodeTable, SceneCoder
from lubok_training.layers import BACKGROUND, CELL, CELLS, GROUND, covered_cells, take_apart
from lubok_training.pictures import domain_named
from lubok_training.rendering import Renderer
from lubok_training.scenes import Domain, sample_scene


@pytest.fixture(scope="module")
def domain() -> Domain:
    return domain_named("cpu")


@pytest.fixture(scope="module")
def renderer(domain: Domain) -> Renderer:
    return Renderer(domain.objects)


def cells(picture: np.ndarray) -> np.ndarray:
    """[cells, CELL, CELL, 3] of a picture."""
    return picture.reshape(CELLS, CELL, CELLS, CELL, 3).swapaxes(1, 2).reshape(-1, CELL, CELL, 3)


def test_cells_without_an_object_are_the_backgrounds(domain: Domain, renderer: Renderer) -> None:
    for index in range(60):
        scene = sample_scene(domain, 5, index)
        layers = take_apart(scene, renderer, np.random.default_rng(index))
        bare = (layers.sources == BACKGROUND).flatten()
        difference = np.abs(cells(renderer.render(scene)).astype(int) - cells(layers.background))[bare]
        assert difference.mean(axis=(1, 2, 3)).max(initial=0) < 8  # at most a sliver of an object


def test_opaque_cells_are_the_objects_wherever_they_were_moved(domain: Domain, renderer: Renderer) -> None:
    compared = 0
    for index in range(60):
        scene = sample_scene(domain, 6, index)
        if scene.style is not None:
            continue
        layers = take_apart(scene, renderer, np.random.default_rng(index))
        picture, moved = cells(renderer.render(scene)), cells(layers.objects)
        for place, source in enumerate(layers.sources.flatten()):
            if source != BACKGROUND and not (moved[source] == GROUND).all(axis=2).any():
                through = np.abs(picture[place].astype(int) - moved[source]).max()
                compared += through == 0
    assert compared > 500


def test_scenes_in_a_style_are_one_layer(domain: Domain, renderer: Renderer) -> None:
    scene = next(scene for index in range(1000) if (scene := sample_scene(domain, 7, index)).style is not None)
    layers = take_apart(scene, renderer, np.random.default_rng(0))
    assert (layers.sources.flatten() == np.arange(CELLS**2)).all()
    assert (layers.objects == renderer.render(scene)).all()


def test_composed_codes_have_each_object_in_its_place(domain: Domain, renderer: Renderer) -> None:
    """With a table whose codes say where they come from: sprites number their cells, backgrounds are all −7."""
    block = np.arange(CELLS**2, dtype=np.int16).reshape(CELLS, CELLS)

    class Everywhere(dict):
        def __missing__(self, key: tuple[int, int, int, int]) -> np.ndarray:
            return block

    backgrounds = np.full((len(domain.backgrounds), CELLS, CELLS), -7, np.int16)
    table = CodeTable(Everywhere(), backgrounds, np.array([0]), np.zeros((1, CELLS, CELLS), np.int16))
    coder = SceneCoder(table, domain, 8)
    for index in range(40):
        scene = sample_scene(domain, 8, index)
        codes = coder.codes(scene)
        expected = np.full((CELLS, CELLS), -7)
        for placed in scene.objects:
            side, top, left = placed.size // CELL, placed.top // CELL, placed.left // CELL
            expected[top : top + side, left : left + side] = block[:side, :side]
        assert (codes == expected).all()
    assert covered_cells(renderer, scene.objects[0]).any()
