"""Byte pair encoding (Sennrich, Haddow, Birch, 2016) in YouTokenToMe's conventions and text file."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

PADDING, UNKNOWN, BEGINNING, END = range(4)
WORD_START = "\u2581"
_SPACES = " \t\n\v\f\r" + WORD_START

_FOLDED = str.maketrans(
    {quote: '"' for quote in "«»„“”‟‹›″"}
    | {quote: "'" for quote in "‘’‚‛′"}
    | {dash: "-" for dash in "‐‑‒–—―−"}
    | {"…": "..."}
)

# What a caption may hold though the sample lacks it: no plain letter is ever unknown.
_ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя" "abcdefghijklmnopqrstuvwxyz" "0123456789" "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~№"

_JOINERS = "\u200d\ufe0f"


def normalize(text: str) -> str:
    """The normalisation `russian`: NFKC, lower case, plain quotes and dashes, single spaces, no control characters."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_FOLDED)
    kept = (
        character
        for character in text
        if character in _JOINERS or character.isspace() or unicodedata.category(character) not in ("Cc", "Cf")
    )
    return " ".join("".join(kept).split())


def _words(text: str) -> list[str]:
    return [WORD_START + word for word in "".join(" " if c in _SPACES else c for c in text).split(" ") if word]


class Vocabulary:
    def __init__(self, characters: dict[str, int], merges: list[tuple[int, int, int]]) -> None:
        self.characters = characters
        self.merges = merges
        self._ranks = {(left, right): (rank, joined) for rank, (left, right, joined) in enumerate(merges)}
        self._cache: dict[str, list[int]] = {}

    @property
    def size(self) -> int:
        return 4 + len(self.characters) + len(self.merges)

    @classmethod
    def trained(cls, texts: Iterable[str], size: int) -> Vocabulary:
        """Learns merges from normalised texts until there are `size` ids."""
        counts = Counter(word for text in texts for word in _words(text))
        letters = Counter(dict.fromkeys(_ALPHABET, 0))
        for word, count in counts.items():
            for letter in word:
                letters[letter] += count
        ordered = sorted(letters, key=lambda letter: (-letters[letter], letter))
        characters = {letter: index for index, letter in enumerate(ordered, start=4)}

        words = [[characters[letter] for letter in word] for word in counts]
        frequencies = list(counts.values())
        pairs: Counter[tuple[int, int]] = Counter()
        places: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for index, word in enumerate(words):
            for pair in zip(word, word[1:]):
                pairs[pair] += frequencies[index]
                places[pair].add(index)
        merges: list[tuple[int, int, int]] = []
        while 4 + len(characters) + len(merges) < size and pairs:
            best = min(pairs, key=lambda pair: (-pairs[pair], pair))
            joined = 4 + len(characters) + len(merges)
            merges.append((*best, joined))
            for index in places.pop(best):
                word, frequency = words[index], frequencies[index]
                for pair in zip(word, word[1:]):
                    pairs[pair] -= frequency
                    if pairs[pair] <= 0:
                        del pairs[pair]
                words[index] = word = _merged(word, best, joined)
                for pair in zip(word, word[1:]):
                    pairs[pair] += frequency
                    places[pair].add(index)
        return cls(characters, merges)

    @classmethod
    def parse(cls, contents: str) -> Vocabulary:
        lines = contents.splitlines()
        letter_count, merge_count = map(int, lines[0].split())
        rows = [tuple(map(int, line.split())) for line in lines[1 : 1 + letter_count + merge_count]]
        return cls({chr(row[0]): row[1] for row in rows[:letter_count]}, rows[letter_count:])

    def serialized(self) -> str:
        lines = [f"{len(self.characters)} {len(self.merges)}"]
        lines += [f"{ord(letter)} {index}" for letter, index in self.characters.items()]
        lines += [" ".join(map(str, merge)) for merge in self.merges]
        lines += [f"{UNKNOWN} {PADDING} {BEGINNING} {END}"]
        return "\n".join(lines) + "\n"

    def encode(self, text: str) -> list[int]:
        """Ids of a text as it is, without beginning and end."""
        return [index for word in _words(text) for index in self._encode_word(word)]

    def _encode_word(self, word: str) -> list[int]:
        if (known := self._cache.get(word)) is not None:
            return known
        ids: list[int] = []
        for letter in word:
            index = self.characters.get(letter, UNKNOWN)
            if index != UNKNOWN or not ids or ids[-1] != UNKNOWN:
                ids.append(index)
        while True:
            candidates = [self._ranks[pair] for pair in zip(ids, ids[1:]) if pair in self._ranks]
            if not candidates:
                break
            rank, joined = min(candidates)
            ids = _merged(ids, self.merges[rank][:2], joined)
        self._cache[word] = ids
        return ids

    def prompt(self, text: str, length: int) -> list[int]:
        """The transformer's row: beginning, ids, end, zeros; a long text loses its end."""
        ids = [BEGINNING, *self.encode(normalize(text)), END][:length]
        return ids + [PADDING] * (length - len(ids))

    def matching_row(self, text: str, length: int) -> list[int]:
        """The matcher's row: beginning, ids, end, zeros; a long text is cut so that its end stays."""
        ids = [BEGINNING, *self.encode(normalize(text))[: length - 2], END]
        return ids + [PADDING] * (length - len(ids))


def _merged(word: list[int], pair: tuple[int, ...], joined: int) -> list[int]:
    result: list[int] = []
    index = 0
    while index < len(word):
        if index + 1 < len(word) and word[index] == pair[0] and word[index + 1] == pair[1]:
            result.append(joined)
            index += 2
        else:
            result.append(word[index])
            index += 1
    return result
