"""The things that can be drawn: emoji, capitals, digits, plain shapes and short words, with the forms of their names.

They are read from objects.json, which `build_object_table` makes once; so neither CLDR nor pymorphy3 is needed to train.
"""

import json
from dataclasses import dataclass
from functools import cache

from .grammar import Adjective, NounPhrase
from .resources import TRAINING_FOLDER

TABLE_PATH = TRAINING_FOLDER / "objects.json"


@dataclass(frozen=True)
class Object:
    """One drawable thing. `symbol` is unique and stable; `index` is the place in the loaded list."""

    index: int
    symbol: str  # the emoji, the letter or digit itself, or the name of a shape
    kind: str  # "emoji", "letter", "digit", "shape", "word"
    phrases: tuple[NounPhrase, ...]  # its names: the usual one first, then synonyms
    adjectives: tuple[str, ...]  # lemmas of adjectives that are true of how it looks

    @property
    def name(self) -> str:
        return self.phrases[0].nominative

    @property
    def synonyms(self) -> tuple[str, ...]:
        return tuple(phrase.nominative for phrase in self.phrases[1:])

    @property
    def countable(self) -> bool:
        return any(phrase.counted for phrase in self.phrases)

    @property
    def coloured(self) -> bool:
        """Drawn in a colour of the palette that the scene chooses."""
        return self.kind != "emoji"


@cache
def _table() -> dict:
    if not TABLE_PATH.is_file():
        raise FileNotFoundError(f"{TABLE_PATH} is missing: make it with `python -m lubok_training.object_table`")
    return json.loads(TABLE_PATH.read_text(encoding="utf-8"))


@cache
def load_adjectives() -> dict[str, Adjective]:
    """Every adjective that captions use, by lemma."""
    return {lemma: Adjective(lemma, forms) for lemma, forms in _table()["adjectives"].items()}


@cache
def _loaded(emoji_limit: int | None, drawn_limit: int | None) -> tuple[Object, ...]:
    entries = _table()["objects"]
    emoji = [entry for entry in entries if entry["kind"] == "emoji"][:emoji_limit]
    others = [entry for entry in entries if entry["kind"] != "emoji"][:drawn_limit]
    return tuple(
        Object(
            index=index,
            symbol=entry["symbol"],
            kind=entry["kind"],
            phrases=tuple(NounPhrase(**phrase) for phrase in entry["phrases"]),
            adjectives=tuple(entry["adjectives"]),
        )
        for index, entry in enumerate(emoji + others)
    )


def load_objects(emoji_limit: int | None = None, drawn_limit: int | None = None) -> list[Object]:
    """The first emoji (all without a limit), most nameable and common first, then the first of what is drawn: Cyrillic letters, digits, shapes,
    Latin letters, words."""
    return list(_loaded(emoji_limit, drawn_limit))
