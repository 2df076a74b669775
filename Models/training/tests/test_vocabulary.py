"""The vocabulary against YouTokenToMe's own results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldens import cases

from lubok_training.vocabulary import Vocabulary, normalize


@pytest.mark.parametrize("folder", cases("bpe"), ids=lambda folder: folder.name)
def test_encoding_equals_youtokentome(folder: Path) -> None:
    description = json.loads((folder / "case.json").read_text())
    vocabulary = Vocabulary.parse((folder / description["model"]).read_text())
    for example in json.loads((folder / "expected.json").read_text()):
        assert vocabulary.encode(example["text"]) == example["ids"], example["text"]


def test_trained_vocabulary_survives_its_file() -> None:
    texts = [normalize(text) for text in ("рыжий кот на синем фоне", "рыжая кошка на красном фоне", "два кота") * 5]
    vocabulary = Vocabulary.trained(texts, 150)
    read = Vocabulary.parse(vocabulary.serialized())
    assert vocabulary.size == read.size <= 150
    assert all(read.encode(text) == vocabulary.encode(text) for text in texts)
    assert 1 not in read.encode("съешь ещё этих мягких французских булок, да выпей чаю: 0123456789 xyz")


def test_long_prompts_are_cut() -> None:
    vocabulary = Vocabulary.trained(["а б в"], 120)
    assert len(vocabulary.prompt("а " * 100, 32)) == 32 and 3 not in vocabulary.prompt("а " * 100, 32)
    assert vocabulary.matching_row("а " * 100, 32)[-1] == 3


def test_normalization() -> None:
    assert normalize("  «Рыжий»\tКОТ — ЁЖ… ") == '"рыжий" кот - ёж...'
