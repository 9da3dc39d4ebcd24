"""What a list of choices can be called: codes, letters, labels, aliases, yes and no, ranges of numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from bot.core.questions.base import Choice
from bot.core.questions.spans import Span, spans
from bot.core.reading.lexicon import (
    BODIES,
    CHOICE,
    COURTESY,
    NO_BODIES,
    PARTICLE,
    UNIT,
    YEARS,
    YES_BODIES,
    negates,
    phrases,
)
from bot.core.reading.utterance import Lexicon, Phrases, body_of

Names = dict[str, set[int]]  # what is said -> the places in the list that it may mean

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_KHMER = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ"
_ASIDE = regex.compile(r"\s*\([^()]*\)")
_LONGEST_CODE = 9  # digits
_DECLINES = frozenset(
    phrases("skip រំលង មិនចង់ប្រាប់ មិនចង់ឆ្លើយ|prefer not to say|prefer not to answer|rather not say|no answer")
)


@dataclass(frozen=True, slots=True)
class Forms:
    """The choices of one list as a reply may name them; everything is by the choice's place in the list."""

    lexicon: Lexicon
    codes: Mapping[int, int]
    words: Mapping[str, int]  # the labels and aliases that name one choice alone
    yes: int | None
    no: int | None
    spans: Mapping[int, Span]
    one_digit: bool  # every code is one digit, so "137" is three of them
    slashed: frozenset[str]  # labels and aliases with a slash
    asks: bool  # a label holds a question mark

    def spanning(self, number: int, unit: str | None) -> int | None:
        """The one choice whose range holds `number`, where it cannot be meant as a code."""
        found = [at for at, span in self.spans.items() if span.least <= number <= span.most]
        if len(found) != 1 or not self.scaled:
            return None
        surely = self._apart() if unit is None else self._measured(number, unit, found[0])
        return found[0] if surely else None

    @property
    def scaled(self) -> bool:
        """Whether the labels tell ranges; one alone is no scale."""
        return len(self.spans) > 1

    def _apart(self) -> bool:
        """Whether no number within the ranges can be a slip for a code."""
        return min(span.least for span in self.spans.values()) > max(self.codes, default=0)

    def _measured(self, number: int, unit: str, at: int) -> bool:
        """Whether a number with this unit surely means the range: at an edge ("5 times") it is asked again."""
        units = frozenset[str]().union(*(span.units for span in self.spans.values()))
        on_edge = any(span.edge == number for span in self.spans.values())
        return unit in (units or BODIES[YEARS]) and not on_edge and self.codes.get(number, at) == at


@lru_cache(maxsize=1024)
def forms(choices: tuple[Choice, ...]) -> Forms:
    """Everything the choices can be called, worked out once for a list."""
    named, codes = _names(choices), _codes(choices)
    yes, no = _the_one(named, YES_BODIES), _the_one(named, NO_BODIES)
    if no is not None:
        named = {body: {no} for body in _opposites(named, yes)} | named
    ranges = spans(choices)
    return Forms(
        lexicon=Lexicon(_meant(named | _letters(choices, named), ranges)),
        codes=codes,
        words={body: min(at) for body, at in named.items() if len(at) == 1},
        yes=yes,
        no=no,
        spans=ranges,
        one_digit=all(len(choice.code) == 1 for choice in choices),
        slashed=frozenset(body_of(word) for choice in choices for word in _words(choice) if "/" in word),
        asks=any("?" in label for choice in choices for label in choice.labels),
    )


def skip_choice(choices: tuple[Choice, ...]) -> Choice | None:
    """The list's own way of not answering: what 0 and SKIP store. A 0 that says something ("none") is not it."""
    for choice in choices:
        if choice.code.strip() == "0" and not _DECLINES.isdisjoint(_bodies(choice)):
            return choice
    return None


def twins(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """Words that name two choices and so can answer with neither: for whoever checks a form."""
    codes = _codes(choices)
    named = _names(choices)
    doubled = {body for body, at in named.items() if len(at) > 1}
    doubled |= {body for body, at in named.items() if body.isdecimal() and not _agrees(body, at, codes)}
    return tuple(sorted(doubled))


def _agrees(body: str, at: set[int], codes: Mapping[int, int]) -> bool:
    return len(body) > _LONGEST_CODE or codes.get(int(body), min(at)) in at


def _meant(named: Names, ranges: Mapping[int, Span]) -> Phrases:
    """The phrases of the list. Mere politeness stays what it is, though a choice be called so."""
    units = {unit: (UNIT, None) for span in ranges.values() for unit in span.units}
    return units | {body: (CHOICE, frozenset(at)) for body, at in named.items() if body not in BODIES[COURTESY]}


def _names(choices: tuple[Choice, ...]) -> Names:
    """Labels and aliases; then, where no other choice has that name, labels cut to what people repeat."""
    named: Names = {}
    for at, choice in enumerate(choices):
        for body in _bodies(choice):
            named.setdefault(body, set()).add(at)
    shorter: Names = {}
    for at, choice in enumerate(choices):
        for body in _shorter(choice):
            shorter.setdefault(body, set()).add(at)
    return {body: at for body, at in shorter.items() if len(at) == 1} | named


def _words(choice: Choice) -> tuple[str, ...]:
    return (*choice.labels, *choice.aliases)


def _bodies(choice: Choice) -> Iterator[str]:
    for words in _words(choice):
        if body := body_of(words):
            yield body


def _shorter(choice: Choice) -> Iterator[str]:
    """Labels without what stands in brackets, their own number, and the last particle of a negation."""
    for label in choice.labels:
        body = body_of(label)
        for words in (_ASIDE.sub(" ", label), _unnumbered(label, choice.code)):
            if words != label and (cut := body_of(words)):
                yield cut
        if negates(body) and body.endswith(PARTICLE) and body != PARTICLE:
            yield body.removesuffix(PARTICLE)


def _unnumbered(label: str, code: str) -> str:
    """A label that begins with its own code ("1. Yes"), without it."""
    rest = label.strip().removeprefix(code).lstrip()
    return rest[1:] if code and len(rest) < len(label.strip()) and rest[:1] in {".", ")", ":"} else label


def _the_one(named: Names, bodies: frozenset[str]) -> int | None:
    """The one choice that has a name among `bodies`."""
    found = {place for body in bodies & named.keys() for place in named[body]}
    return found.pop() if len(found) == 1 else None


def _opposites(named: Names, yes: int | None) -> list[str]:
    """Yes is said by echoing the verb (ចង់), and so no by its negation (មិនចង់)."""
    if yes is None:
        return []
    verbs = [body for body, at in named.items() if at == {yes} and body not in YES_BODIES and not negates(body)]
    verbs = [body for body in verbs if "\u1780" <= body[0] <= "\u17b3"]
    negated = [negation + verb for verb in verbs for negation in ("មិន", "អត់")]
    return [*negated, "គ្មាន"] if "មាន" in verbs else negated


def _codes(choices: tuple[Choice, ...]) -> dict[int, int]:
    """Codes that are numbers; where they are A B C or ក ខ គ, the places in the list."""
    if _alphabet(choices):
        return {at + 1: at for at in range(len(choices))}
    bodies = [body_of(choice.code) for choice in choices]
    return {int(body): at for at, body in enumerate(bodies) if body.isdecimal() and len(body) <= _LONGEST_CODE}


def _letters(choices: tuple[Choice, ...], named: Names) -> Names:
    """Codes that are no numbers; letters in order mean the same in the other alphabet."""
    found = {body: {at} for at, choice in enumerate(choices) if (body := body_of(choice.code)) and not body.isdecimal()}
    for alphabet in (_LATIN, _KHMER) if _alphabet(choices) else ():
        found |= {alphabet[at]: {at} for at in range(len(choices))}
    return {body: at | named.get(body, set()) for body, at in found.items()}


def _alphabet(choices: tuple[Choice, ...]) -> bool:
    bodies = "".join(body_of(choice.code) for choice in choices)
    return 1 < len(choices) == len(bodies) and (_LATIN.startswith(bodies) or _KHMER.startswith(bodies))
