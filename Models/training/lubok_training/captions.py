"""Says in Russian what a scene shows, as people would type it: many phrasings, the plain one most often."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from .grammar import NounPhrase
from .objects import Object, load_adjectives
from .scenes import PICTURE_SIDE, Background, PlacedObject, Scene
from .typing_mistakes import with_mistake

# Masculine and neuter, feminine.
_NUMERALS = {2: ("два", "две"), 3: ("три", "три"), 4: ("четыре", "четыре"), 5: ("пять", "пять"), 6: ("шесть", "шесть")}

_LANDSCAPE_PHRASES = {
    "море": ("на фоне моря", "у моря", "на море", "на берегу моря"),
    "горы": ("на фоне гор", "в горах", "среди гор"),
    "ночное небо": ("на фоне ночного неба", "под звёздами", "ночью под звёздным небом", "на фоне звёздного неба"),
    "закат": ("на фоне заката", "на закате", "на закате солнца"),
    "снег": ("на фоне снега", "под снегом", "в снегопад", "на снегу"),
    "дождь": ("на фоне дождя", "под дождём", "в дождь"),
    "луг": ("на фоне луга", "на лугу", "на зелёном лугу", "на цветущем лугу"),
    "пустыня": ("на фоне пустыни", "в пустыне", "среди песков пустыни"),
    "лес": ("на фоне леса", "в лесу", "среди ёлок", "на опушке леса"),
    "осень": ("на фоне осени", "осенью", "в осеннем парке", "среди осенних деревьев"),
    "город": ("на фоне города", "в городе", "среди домов", "на улице города"),
    "космос": ("на фоне космоса", "в космосе", "среди планет"),
    "дно моря": ("на дне моря", "под водой", "на фоне дна моря", "среди водорослей"),
    "туман": ("на фоне тумана", "в тумане", "среди туманных холмов"),
    "рассвет": ("на фоне рассвета", "на рассвете", "ранним утром"),
    "гроза": ("на фоне грозы", "в грозу", "под молниями", "под грозовым небом"),
}
_LANDSCAPE_NAMES = {"снег": "снегопад"}
_PATTERN_WORDS = {
    "полоска": ("полоску", "feminine"),
    "клетка": ("клетку", "feminine"),
    "горошек": ("горошек", "masculine"),
    "ромбик": ("ромбик", "masculine"),
    "звёздочка": ("звёздочку", "feminine"),
    "сеточка": ("сеточку", "feminine"),
}
_PATTERN_ADJECTIVES = {"полоска": "полосатом", "клетка": "клетчатом"}

# For each style what may stand before the caption and what after it.
_STYLE_PHRASES = {
    "пиксель-арт": (("пиксель-арт: ",), (", пиксель-арт", " в стиле пиксель-арт", ", пиксели")),
    "карандаш": (("рисунок карандашом: ", "карандашный рисунок: "), (", карандаш", ", рисунок карандашом", ", карандашный рисунок")),
    "сепия": (("сепия: ",), (", сепия", " в сепии", ", старая фотография, сепия")),
    "негатив": (("негатив: ",), (", негатив", " в негативе")),
    "мозаика": (("мозаика: ",), (", мозаика", " в виде мозаики")),
    "лубок": (("лубок: ", "русский лубок: ", "лубочная картинка: "), (", лубок", " в стиле лубка", ", лубочная картинка")),
    "супрематизм": (("супрематизм: ", "супрематическая композиция: "), (", супрематизм", " в стиле супрематизма", ", как у малевича")),
    "вышивка крестиком": (("вышивка крестиком: ", "вышивка: "), (", вышивка крестиком", ", вышито крестиком", ", вышивка")),
    "гравюра": (("гравюра: ", "старинная гравюра: "), (", гравюра", ", старинная гравюра", " в виде гравюры")),
    "акварель": (("акварель: ", "рисунок акварелью: "), (", акварель", " акварелью", ", нарисовано акварелью")),
    "плакат": (("плакат: ", "советский плакат: "), (", плакат", " в стиле плаката", ", советский плакат")),
    "неон": (("неон: ", "неоновая вывеска: "), (", неон", " в неоновом свете", ", неоновая вывеска")),
    "витраж": (("витраж: ",), (", витраж", " в виде витража", ", цветное стекло")),
    "детский рисунок": (("детский рисунок: ", "рисунок ребёнка: "), (", детский рисунок", ", нарисовано ребёнком", ", рисунок восковыми мелками")),
    "ночь": (("ночь: ",), (", ночь", " ночью", ", ночью при луне")),
}

_SIZE_ADJECTIVES = {48: ("маленький", "крошечный"), 64: ("небольшой", "маленький"), 96: ("большой",), 128: ("огромный",)}

# How often a word is said that the picture bears out but that need not be said.
_OWN_ADJECTIVE_SHARE = 0.4
_LARGE_SHARE = 0.05
_SYNONYM_SHARE = 0.45
_PLAIN_FORM_SHARE = 0.6
_SILENT_BACKGROUND_SHARE = 0.04
_SILENT_INK_SHARE = 0.15
_WITHOUT_YO_SHARE = 0.35
_MISTAKE_SHARE = 0.03
_CAPITAL_SHARE = 0.12
_FULL_STOP_SHARE = 0.08


@dataclass(frozen=True)
class _Subject:
    """What is shown, in the cases that phrasings put it in; None where a case is not formed."""

    nominative: str
    accusative: str | None = None
    genitive: str | None = None


def caption(scene: Scene, objects: Sequence[Object], rng: numpy.random.Generator) -> str:
    """One of many true captions of the scene. Of an evaluation scene it always names background and ink, which are judged."""
    return _Writer(objects, rng).write(scene)


class _Writer:
    def __init__(self, objects: Sequence[Object], rng: numpy.random.Generator):
        self._objects = objects
        self._rng = rng
        self._adjectives = load_adjectives()
        self._silence = False
        """Whether what need not be said may go unsaid: not in an evaluation scene, where it is judged."""

    def write(self, scene: Scene) -> str:
        self._silence = not scene.group
        subject = self._subject(scene)
        if scene.style:
            before, after = _STYLE_PHRASES[scene.style]
            if self._chance(0.25):
                text = f"{self._one_of(before)}{subject.nominative} {self._behind(scene.background)}"
            else:
                text = self._sentence(subject, scene.background) + self._one_of(after)
        else:
            text = self._sentence(subject, scene.background)
        if not scene.group and self._chance(_MISTAKE_SHARE):
            text = with_mistake(text, self._rng)
        if self._chance(_WITHOUT_YO_SHARE):
            text = text.replace("ё", "е")  # but not «Ё», which is a letter that may be asked for
        if self._chance(_CAPITAL_SHARE):
            text = text[0].upper() + text[1:]
        return text + "." if self._chance(_FULL_STOP_SHARE) else text

    def _chance(self, probability: float) -> bool:
        return self._rng.random() < probability

    def _one_of(self, choices: Sequence):
        return choices[int(self._rng.random() * len(choices))]

    # Sentences

    def _sentence(self, subject: _Subject, background: Background) -> str:
        if self._silence and self._chance(_SILENT_BACKGROUND_SHARE):
            return subject.nominative
        behind = self._behind(background)
        if self._chance(_PLAIN_FORM_SHARE):
            return f"{subject.nominative} {behind}"
        named = self._background_name(background)
        forms = [
            f"{behind} {subject.nominative}",
            f"{subject.nominative}, {named}",
            f"картинка: {subject.nominative} {behind}",
            f"{named}, {subject.nominative}",
        ]
        if background.kind == "plain":
            forms.append(f"{subject.nominative} на {self._agree(background.colours[0], 'masculine', 'prepositional')}")
        if subject.accusative:
            forms += [f"{self._one_of(('нарисуй', 'изобрази', 'покажи'))} {subject.accusative} {behind}", f"хочу увидеть {subject.accusative} {behind}"]
        if subject.genitive:
            forms.append(f"{self._one_of(('изображение', 'рисунок', 'картинка', 'фото', 'иллюстрация'))} {subject.genitive} {behind}")
        return self._one_of(forms)

    # Backgrounds

    def _agree(self, lemma: str, gender: str, case: str) -> str:
        return self._adjectives[lemma].agree(gender, case)

    def _behind(self, background: Background) -> str:
        """«на красном фоне», «у моря»: what follows or goes before the subject."""
        colours = background.colours
        match background.kind:
            case "plain":
                if self._chance(0.06):
                    return f"на фоне {self._agree(colours[0], 'masculine', 'genitive')} цвета"
                return f"на {self._agree(colours[0], 'masculine', 'prepositional')} фоне"
            case "gradient":
                passage = self._passage(background)
                return self._one_of((f"на фоне с переходом {passage}", f"на градиентном фоне {passage}", f"на фоне градиента {passage}"))
            case "pattern":
                phrase = f"на фоне {self._pattern(background)}"
                if background.name in _PATTERN_ADJECTIVES and self._chance(0.3):
                    colour = self._agree(colours[0], "masculine", "prepositional")
                    phrase = f"на {_PATTERN_ADJECTIVES[background.name]} {colour} фоне"
                return phrase
            case _:
                return self._one_of(_LANDSCAPE_PHRASES[background.name])

    def _background_name(self, background: Background) -> str:
        """«синий фон», «ночное небо»: the background as a part of a list."""
        match background.kind:
            case "plain":
                colour = self._agree(background.colours[0], "masculine", "nominative")
                return f"фон {colour}" if self._chance(0.2) else f"{colour} фон"
            case "gradient":
                return self._one_of(("переход", "градиент", "фон: переход")) + " " + self._passage(background)
            case "pattern":
                return f"фон {self._pattern(background)}"
            case _:
                return _LANDSCAPE_NAMES.get(background.name, background.name)

    def _passage(self, background: Background) -> str:
        first, last = background.colours
        passage = f"от {self._agree(first, 'masculine', 'genitive')} к {self._agree(last, 'masculine', 'dative')}"
        if background.name == "горизонтальный":
            return f"{passage} слева направо"
        return f"{passage} сверху вниз" if self._chance(0.3) else passage

    def _pattern(self, background: Background) -> str:
        word, gender = _PATTERN_WORDS[background.name]
        return f"в {self._agree(background.colours[0], gender, 'accusative')} {word}"

    # Subjects

    def _subject(self, scene: Scene) -> _Subject:
        match scene.relation:
            case "one":
                return self._one_object(scene.objects[0])
            case "place":
                return self._placed(scene.objects[0])
            case "count":
                return self._counted(scene)
            case _:
                return self._related(scene)

    def _phrase(self, placed: PlacedObject) -> NounPhrase:
        phrases = self._objects[placed.object].phrases
        if len(phrases) > 1 and self._chance(_SYNONYM_SHARE):
            return self._one_of(phrases[1:])
        return phrases[0]

    def _own_adjectives(self, placed: PlacedObject, phrase: NounPhrase, share: float = _OWN_ADJECTIVE_SHARE) -> list[str]:
        """Colour of a letter or shape; sometimes an adjective that is true of the emoji."""
        if placed.ink:
            silent = self._silence and self._objects[placed.object].coloured and self._chance(_SILENT_INK_SHARE)
            return [] if silent else [placed.ink]
        adjectives = self._objects[placed.object].adjectives
        if not adjectives or not self._chance(share):
            return []
        lemma = self._one_of(adjectives)
        return [] if phrase.begins_with(self._adjectives[lemma]) else [lemma]

    def _described(self, phrase: NounPhrase, adjectives: Sequence[str], case: str) -> str:
        words = [self._adjectives[lemma].agree(phrase.gender, case, phrase.animate) for lemma in adjectives]
        return " ".join([*words, phrase.cases[case]])

    def _one_object(self, placed: PlacedObject) -> _Subject:
        phrase = self._phrase(placed)
        adjectives = self._own_adjectives(placed, phrase)
        # All words are of one size.
        if self._objects[placed.object].kind != "word" and (placed.size != 96 or self._chance(_LARGE_SHARE)):
            adjectives = [self._one_of(_SIZE_ADJECTIVES[placed.size]), *adjectives]
        if placed.turn == 180:
            adjectives = ["перевёрнутый", *adjectives]
        ending = " на боку" if placed.turn == 90 else ""
        return _Subject(*(self._described(phrase, adjectives, case) + ending for case in ("nominative", "accusative", "genitive")))

    def _placed(self, placed: PlacedObject) -> _Subject:
        phrase = self._phrase(placed)
        adjectives = self._own_adjectives(placed, phrase)
        room = PICTURE_SIDE - placed.size
        column = {0: "левом", room: "правом"}.get(placed.left)
        row = {0: "верхнем", room: "нижнем"}.get(placed.top)
        if column and row:
            place = f"в {column} {row} углу" if self._chance(0.6) else f"в {row} {column} углу"
        elif column:
            place = self._one_of(("слева", "с левой стороны") if column == "левом" else ("справа", "с правой стороны"))
        else:
            place = self._one_of(("вверху", "сверху") if row == "верхнем" else ("внизу", "снизу"))
        return _Subject(*(f"{self._described(phrase, adjectives, case)} {place}" for case in ("nominative", "accusative", "genitive")))

    def _counted(self, scene: Scene) -> _Subject:
        placed = scene.objects[0]
        names = [phrase for phrase in self._objects[placed.object].phrases if phrase.counted]
        phrase = names[0] if len(names) == 1 or not self._chance(_SYNONYM_SHARE) else self._one_of(names[1:])
        adjectives = self._own_adjectives(placed, phrase, share=0.25)
        noun = phrase.counted_with(self._adjectives[adjectives[0]] if adjectives else None, scene.count)
        numeral = _NUMERALS[scene.count][phrase.gender == "feminine"]
        return _Subject(f"{scene.count if self._chance(0.15) else numeral} {noun}")

    def _related(self, scene: Scene) -> _Subject:
        phrases = [self._phrase(placed) for placed in scene.objects]
        adjectives = [self._own_adjectives(placed, phrase, share=0.25) for placed, phrase in zip(scene.objects, phrases)]

        def name(which: int, case: str) -> str:
            return self._described(phrases[which], adjectives[which], case)

        if scene.relation == "inside":
            link = f"{self._one_of(('внутри', 'в середине'))} {name(0, 'genitive')}"
            return _Subject(*(f"{name(1, case)} {link}" for case in ("nominative", "accusative", "genitive")))
        neighbour = name(1, "genitive"), name(1, "instrumental")
        sides = None
        match scene.relation:
            case "left":
                link, sides = f"слева от {neighbour[0]}", ("слева", "справа")
            case "right":
                link, sides = f"справа от {neighbour[0]}", ("справа", "слева")
            case "above":
                link, sides = f"над {neighbour[1]}", ("сверху", "снизу")
            case "below":
                link, sides = f"под {neighbour[1]}", ("снизу", "сверху")
            case "between":
                if self._chance(0.2):
                    return _Subject(f"{name(1, 'nominative')}, {name(0, 'nominative')} и {name(2, 'nominative')}")
                link = f"между {neighbour[1]} и {name(2, 'instrumental')}"
            case "behind":
                link = f"за {neighbour[1]}" if self._chance(0.6) else f"позади {neighbour[0]}"
            case _:
                if self._chance(0.6):
                    return _Subject(*(f"{name(0, case)} и {name(1, case)}" for case in ("nominative", "accusative", "genitive")))
                link = f"рядом {_with(neighbour[1])}"
        if sides and self._chance(0.15):
            return _Subject(f"{sides[0]} {name(0, 'nominative')}, {sides[1]} {name(1, 'nominative')}")
        return _Subject(*(f"{name(0, case)} {link}" for case in ("nominative", "accusative", "genitive")))


def _with(instrumental: str) -> str:
    """«с домом», but «со слоном»: before a hissing or whistling consonant that another consonant follows."""
    start = instrumental.lower()
    hard = start[:1] == "щ" or (start[:1] in "сзшж" and start[1:2] not in "аеёиоуыэюя") or start.startswith("льв")
    return f"{'со' if hard else 'с'} {instrumental}"
