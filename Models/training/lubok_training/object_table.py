"""Builds objects.json: checks the curated names against Unicode CLDR, inflects them, leaves out look-alikes.

    python -m lubok_training.object_table

Needs pymorphy3, the emoji font and CLDR's annotations; everything else in the recipe reads only the table.
"""

import json
from collections import Counter
from dataclasses import asdict
from xml.etree import ElementTree

import numpy

from .grammar import CASES, NounPhrase
from .inflection import adjective, noun_phrase
from .materials import MATERIALS
from .objects import TABLE_PATH, Object
from .palette import PALETTE
from .rendering import SHAPE_NAMES, Renderer
from .resources import TRAINING_FOLDER, resource

LETTERS = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
LATIN_LETTERS = "DFGIJLNQRSUVWYZ"  # the others look like Cyrillic ones
WORDS = (
    *("МИР", "ДОМ", "КОТ", "ЛЕС", "САД", "МАМА", "ПАПА", "ДА", "НЕТ", "ЧАЙ", "СОК", "СЫР", "ХЛЕБ", "СНЕГ", "ЛЁД"),
    *("МЁД", "РАЙ", "УРА", "ПОКА", "СТОП", "МЯУ", "ГАВ", "БУМ", "ТИР", "БАР", "КАФЕ", "СУП", "РЫБА", "МОРЕ", "ЛЕТО"),
    *("ЗИМА", "ДЕНЬ", "НОЧЬ", "ГОД", "ВЕК", "ЖУК", "ЛЕВ", "ЁЖ", "УЖ", "ЩИ", "ЭХО", "ЮГ", "ЯМА", "ВХОД", "СЕЛО"),
    *("ГОРА", "РЕКА", "МОСТ", "ПОЛЕ", "ЛУНА", "МАРС", "ТОК", "ГАЗ", "СВЕТ", "ЦЕХ", "ФЛАГ", "ШУМ", "ЯД", "ЮЛА", "ЭРА"),
)
DIGIT_NAMES = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
SIZE_ADJECTIVES = ("маленький", "небольшой", "большой", "огромный", "крошечный", "перевёрнутый")

# Two emoji whose pictures differ by less than this mean square (0…1, premultiplied colour and cover) are look-alikes.
LOOKALIKE_DISTANCE = 0.02


def _cldr_words() -> dict[str, set[str]]:
    """Names and keywords of every emoji, lowercased, without ё (CLDR writes none)."""
    words: dict[str, set[str]] = {}
    for annotation in ElementTree.parse(resource("ru.xml")).iter("annotation"):
        symbol = annotation.get("cp", "").replace("\ufe0f", "")
        words.setdefault(symbol, set()).update(word.strip().lower() for word in (annotation.text or "").split("|"))
    return words


def _curated_emoji() -> list[dict]:
    entries = []
    for line in (TRAINING_FOLDER / "emoji_names.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        symbol, rest = line.split(" ", 1)
        names, _, adjectives = rest.partition(" : ")
        phrases = [noun_phrase(name.rstrip("*"), countable=not name.endswith("*")) for name in names.split(", ")]
        entries.append({"symbol": symbol, "kind": "emoji", "phrases": phrases, "adjectives": adjectives.split()})
    return entries


def _fixed_after(noun: str, symbol: str) -> NounPhrase:
    return noun_phrase(f"{noun} {symbol}")


def _unchanging(text: str, gender: str) -> NounPhrase:
    return NounPhrase(gender, False, dict.fromkeys(CASES, text), None)


def _drawn() -> list[dict]:
    """New ones go to the end: presets take the first so many."""
    entries = []
    for letter in LETTERS:
        phrases = [_fixed_after("буква", letter), _fixed_after("буква", f"«{letter}»"), _unchanging(letter, "feminine")]
        entries.append({"symbol": letter, "kind": "letter", "phrases": phrases, "adjectives": []})
    for digit, name in enumerate(DIGIT_NAMES):
        phrases = [_fixed_after("цифра", str(digit)), _fixed_after("цифра", name), _unchanging(str(digit), "feminine")]
        entries.append({"symbol": str(digit), "kind": "digit", "phrases": phrases, "adjectives": []})
    for shape in SHAPE_NAMES:
        entries.append({"symbol": shape, "kind": "shape", "phrases": [noun_phrase(shape)], "adjectives": []})
    for letter in LATIN_LETTERS:
        phrases = [_fixed_after("латинская буква", letter), _fixed_after("английская буква", letter), _unchanging(letter, "feminine")]
        entries.append({"symbol": letter, "kind": "letter", "phrases": phrases, "adjectives": []})
    for word in WORDS:
        phrases = [_fixed_after("слово", f"«{word}»"), _fixed_after("надпись", f"«{word}»"), _fixed_after("слово", word.lower())]
        entries.append({"symbol": word, "kind": "word", "phrases": phrases, "adjectives": []})
    return entries


def _without_shared_names(entries: list[dict]) -> list[dict]:
    """A name belongs to the first object that bears it; an object that is left without names is dropped."""
    taken: Counter[str] = Counter()
    kept = []
    for entry in entries:
        phrases = [phrase for phrase in entry["phrases"] if not taken[phrase.nominative.replace("ё", "е")]]
        taken.update(phrase.nominative.replace("ё", "е") for phrase in phrases)
        if phrases:
            kept.append({**entry, "phrases": phrases})
        else:
            print("dropped, its names are taken:", entry["symbol"])
    return kept


def _without_lookalikes(entries: list[dict]) -> list[dict]:
    """Of emoji that look nearly the same the first stays."""
    objects = [Object(index, entry["symbol"], entry["kind"], tuple(entry["phrases"]), ()) for index, entry in enumerate(entries)]
    renderer = Renderer(objects)
    pictures: list[numpy.ndarray] = []
    kept = []
    for entry, item in zip(entries, objects):
        if entry["kind"] == "emoji":
            sprite = renderer.sprite(item.index, 24)
            picture = numpy.concatenate([sprite.colour, sprite.cover], axis=2).astype(numpy.float32).ravel() / 255
            distances = [float(((picture - other) ** 2).mean()) for other in pictures]
            if distances and min(distances) < LOOKALIKE_DISTANCE:
                print("dropped, looks like another:", entry["symbol"], kept[int(numpy.argmin(distances))]["symbol"], round(min(distances), 4))
                continue
            pictures.append(picture)
        kept.append(entry)
    return kept


def build_object_table() -> None:
    """Writes objects.json and prints every name with its forms, to be read by a person."""
    cldr = _cldr_words()
    entries = _without_lookalikes(_without_shared_names(_curated_emoji() + _drawn()))
    lemmas = {lemma for entry in entries for lemma in entry["adjectives"]} | set(PALETTE) | set(MATERIALS) | set(SIZE_ADJECTIVES)
    own_names = 0
    for entry in entries:
        for phrase in entry["phrases"]:
            known = entry["kind"] != "emoji" or phrase.nominative.lower().replace("ё", "е") in cldr.get(entry["symbol"], set())
            own_names += not known
            print(entry["symbol"], "" if known else "(not in CLDR)", *phrase.cases.values(), phrase.counted, sep="; ")
    table = {
        "adjectives": {lemma: adjective(lemma).forms for lemma in sorted(lemmas)},
        "objects": [{**entry, "phrases": [asdict(phrase) for phrase in entry["phrases"]]} for entry in entries],
    }
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in table["objects"])
    adjectives = json.dumps(table["adjectives"], ensure_ascii=False, separators=(",", ":"))
    TABLE_PATH.write_text(f'{{"adjectives":{adjectives},\n"objects":[\n{lines}\n]}}\n', encoding="utf-8")
    print(len(entries), "objects;", own_names, "names that are not CLDR's;", TABLE_PATH.stat().st_size, "bytes")


if __name__ == "__main__":
    build_object_table()
