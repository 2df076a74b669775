"""Russian words with their forms, as captions need them. Tables only: no morphology library is needed to read them."""

from dataclasses import dataclass

CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "prepositional")


@dataclass(frozen=True)
class Adjective:
    """An adjective in the singular of three genders and in the plural."""

    lemma: str
    forms: dict[str, str]  # "masculine.genitive" → form; "accusative" is split into "accusative" and "accusative.animate"

    def agree(self, gender: str, case: str, animate: bool = False) -> str:
        """The form for a noun of `gender` ("masculine", "feminine", "neuter", "plural") in `case`."""
        if case == "accusative" and animate and gender in ("masculine", "plural"):
            case = "genitive"
        return self.forms[f"{gender}.{case}"]


@dataclass(frozen=True)
class NounPhrase:
    """What an object is called: a noun with whatever belongs to it, in the cases that captions use."""

    gender: str  # "masculine", "feminine", "neuter", or "plural" where the word is plural itself (scissors)
    animate: bool
    cases: dict[str, str]  # case → form
    counted: str | None  # the form after 2, 3, 4, or None where the phrase is not counted
    many: str | None = None  # the form after 5 and more

    @property
    def nominative(self) -> str:
        return self.cases["nominative"]

    def begins_with(self, adjective: Adjective) -> bool:
        """Says the adjective itself already: «красное яблоко»."""
        return self.nominative.split(" ")[0].lower() in adjective.forms.values()

    def counted_with(self, adjective: Adjective | None, number: int = 2) -> str:
        """The form after a number of 2 and more with an adjective before it: «рыжих кота», «рыжие кошки», «рыжих кошек»."""
        form = self.counted if number < 5 else self.many
        if form is None:
            raise ValueError(f"{self.nominative!r} is not counted")
        if adjective is None:
            return form
        case = "nominative" if self.gender == "feminine" and number < 5 else "genitive"
        return f"{adjective.agree('plural', case)} {form}"
