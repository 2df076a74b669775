"""Small mistakes of typing, as prompts have them."""

import numpy

_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_NEIGHBOURS = {
    letter: "".join(row[place] for place in (index - 1, index + 1) if 0 <= place < len(row)) for row in _ROWS for index, letter in enumerate(row)
}
_LEAST_LETTERS = 5
"""Of a word that is still known with one of them wrong."""


def with_mistake(text: str, rng: numpy.random.Generator) -> str:
    """One letter inside of a long word left out, doubled, exchanged with the next or for one beside it on the keyboard; the text where none is long."""
    words = text.split(" ")
    long_words = [index for index, word in enumerate(words) if len(word) >= _LEAST_LETTERS and word.isalpha() and word.islower()]
    if not long_words:
        return text
    chosen = long_words[int(rng.integers(len(long_words)))]
    word = words[chosen]
    place = int(rng.integers(1, len(word) - 1))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    match int(rng.integers(4)):
        case 0:
            letter = ""
        case 1:
            letter *= 2
        case 2:
            letter, after = after[0] + letter, after[1:]
        case _:
            neighbours = _NEIGHBOURS.get(letter, letter)
            letter = neighbours[int(rng.integers(len(neighbours)))]
    words[chosen] = before + letter + after
    return " ".join(words)
