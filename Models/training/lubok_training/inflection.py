"""Builds the forms of Russian noun phrases and adjectives with pymorphy3. Used only when the object table is built."""

from functools import cache

import pymorphy3
from pymorphy3.analyzer import Parse

from .grammar import CASES, Adjective, NounPhrase

_CASE_TAGS = {"nominative": "nomn", "genitive": "gent", "dative": "datv", "accusative": "accs", "instrumental": "ablt", "prepositional": "loct"}
_GENDERS = {"masc": "masculine", "femn": "feminine", "neut": "neuter"}
_GENDER_TAGS = {gender: tag for tag, gender in _GENDERS.items()}
_ADJECTIVES = {"ADJF", "PRTF"}

# Words whose most probable reading, or whose animacy, in the dictionary is not the one meant here.
_PREFERRED_TAGS = {
    "кабан": {"anim"},
    "кальмар": {"anim"},
    "коньки": {"inan"},
    "кулак": {"inan"},
    "лама": {"femn"},
    "носки": {"NOUN", "plur"},
    "парусник": {"inan"},
    "уточка": {"anim"},
    "шампанское": {"NOUN"},
}


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


def _is_nominative_noun(parse: Parse) -> bool:
    return parse.tag.POS == "NOUN" and parse.tag.case == "nomn" and not {"Surn", "Name", "Patr"} & set(parse.tag.grammemes)


def _reading(word: str) -> Parse | None:
    """The likeliest reading of a word as a noun or full adjective in the nominative, spelt as it is written (ё included)."""
    readings = [
        parse
        for parse in _analyzer().parse(word)
        if parse.word == word.lower() and parse.tag.case == "nomn" and (parse.tag.POS in _ADJECTIVES or _is_nominative_noun(parse))
    ]
    wanted = _PREFERRED_TAGS.get(word.lower(), set())
    readings = [parse for parse in readings if wanted <= set(parse.tag.grammemes)]
    singular = [parse for parse in readings if parse.tag.number == "sing"]
    return (singular or readings or [None])[0]


def _inflected(parse: Parse, tags: set[str], like: str) -> str:
    form = parse.inflect(tags)
    if form is None:
        raise ValueError(f"{parse.word!r} has no form {sorted(tags)}")
    return form.word.capitalize() if like[0].isupper() else form.word


@cache
def adjective(lemma: str) -> Adjective:
    """All forms of an adjective given by its masculine nominative."""
    parse = next(parse for parse in _analyzer().parse(lemma) if parse.tag.POS in _ADJECTIVES and {"masc", "nomn"} <= set(parse.tag.grammemes))
    forms: dict[str, str] = {}
    for case, case_tag in _CASE_TAGS.items():
        for gender, gender_tag in [*_GENDER_TAGS.items(), ("plural", "plur")]:
            tags = {gender_tag, case_tag}
            if case == "accusative" and gender in ("masculine", "plural"):
                tags.add("inan")  # the animate accusative equals the genitive, and Adjective.agree takes it from there
            forms[f"{gender}.{case}"] = _inflected(parse, tags, lemma)
    return Adjective(lemma, forms)


def noun_phrase(text: str, countable: bool = True) -> NounPhrase:
    """Forms of a phrase [adjective …] noun [what follows and never changes].

    «вилка и нож» and «Дед+Мороз» are two nouns that both change; such a phrase is not counted.
    Raises ValueError where no noun in the nominative is found or a form is missing, so that doubtful names are seen.
    """
    words = text.replace("+", " ").split(" ")
    readings: list[Parse] = []
    for word in words:
        parse = _reading(word)
        if parse is None:
            raise ValueError(f"{text!r}: {word!r} is neither an adjective nor a noun in the nominative")
        readings.append(parse)
        if parse.tag.POS not in _ADJECTIVES:
            break
    *modifiers, noun = readings
    if noun.tag.POS != "NOUN":
        raise ValueError(f"{text!r} has no noun")
    head, tail = words[len(modifiers)], words[len(readings) :]
    second = _reading(tail[-1]) if "+" in text or tail[:1] == ["и"] else None
    gender = "plural" if noun.tag.number == "plur" else _GENDERS.get(noun.tag.gender, "masculine")
    animate = noun.tag.animacy == "anim"

    def inflected_noun(parse: Parse, word: str, number: str, case_tag: str) -> str:
        return word if "Fixd" in parse.tag.grammemes else _inflected(parse, {number, case_tag}, word)

    def phrase(number: str, modifier_number: str, case_tag: str, modifier_case_tag: str) -> str:
        agreement = {modifier_number, modifier_case_tag}
        if modifier_number == "sing":
            agreement.add(_GENDER_TAGS[gender])
        parts = [_inflected(modifier, agreement, word) for word, modifier in zip(words, modifiers)]
        parts.append(inflected_noun(noun, head, number, case_tag))
        if second is None:
            parts += tail
        else:
            # «вижу Деда Мороза»: the second noun takes its accusative from the first one's animacy.
            second_case_tag = "gent" if case_tag == "accs" and animate else case_tag
            parts += [*tail[:-1], inflected_noun(second, tail[-1], second.tag.number, second_case_tag)]
        return " ".join(parts)

    def in_case(case: str) -> str:
        number = "plur" if gender == "plural" else "sing"
        case_tag = modifier_case_tag = _CASE_TAGS[case]
        if case == "accusative" and gender in ("masculine", "plural"):
            modifier_case_tag = "gent" if animate else "nomn"
        return phrase(number, number, case_tag, modifier_case_tag)

    counted = many = None
    if countable and gender != "plural" and second is None and text == text.lower() and not {"Sgtm", "Fixd"} & set(noun.tag.grammemes):
        counted = phrase("sing", "plur", "gent", "nomn" if gender == "feminine" else "gent")
        many = phrase("plur", "plur", "gent", "gent")
    return NounPhrase(gender, animate, {case: in_case(case) for case in CASES}, counted, many)
