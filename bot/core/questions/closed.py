"""What a reply picks from a list of choices: shared by one, several, ranked and together.

A reply is read only as a whole. Codes, labels, politeness and joining words must cover it from end to end,
and all that it says must agree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from bot.core.reading import lexicon as lx
from bot.core.questions.base import Choice, Open, Reason, Unclear, Understood
from bot.core.questions.forms import CHOICE, Forms, forms
from bot.core.reading.guess import nearest
from bot.core.reading.utterance import LONGEST, Piece, Utterance, cover

NUMBER = "number"
_NUMBERS = frozenset({NUMBER, "loose"})
_QUIET = frozenset({lx.POLITE, lx.FRAME, lx.MARKER, lx.ORDINAL, lx.AND, lx.COURTESY})
_BARE = regex.compile(r"[0-9]+(?:[ ?/&,.-][0-9]+)*")


@dataclass(frozen=True, slots=True)
class Pick:
    """The choices that one word or number may mean, and where it stands in the reply."""

    among: frozenset[int]
    start: int
    end: int
    coded: bool  # by its digits or letter, not by words
    guessed: bool = False


def picks(question: Open, said: Utterance, *, several: bool = False) -> list[Pick] | Unclear:
    """What is picked, in the order said; at least one pick. With `several`, "137" may be three."""
    names = forms(question.choices)
    if not said.body:
        return Unclear(Reason.EMPTY)
    if question.numbers_only and (refused := _not_bare(said)):
        return refused
    pieces = cover(said, (names.lexicon, lx.COMMON)) if len(said.body) <= LONGEST else None
    if pieces is None:
        return _nearly(said, names)
    if said.doubts() and not names.asks:
        return Unclear(Reason.NOT_A_CHOICE)
    found = list(_found(_split(pieces, names) if several else pieces, said, names))
    if refused := next((one for one in found if isinstance(one, Unclear)), None):
        return refused
    return [one for one in found if isinstance(one, Pick)] or _by_courtesy(pieces, names)


def _not_bare(said: Utterance) -> Unclear | None:
    if said.doubts() or not _BARE.fullmatch(said.body):
        return Unclear(Reason.NUMBERS_ONLY)
    return None if said.body.isdecimal() else Unclear(Reason.CONTRADICTORY)


def _nearly(said: Utterance, names: Forms) -> list[Pick] | Unclear:
    """A near-match of one label, or nothing."""
    near = None if said.doubts() or "/" in said.gaps.values() else nearest(said.body, names.words)
    if near is None:
        return Unclear(Reason.NOT_A_CHOICE)
    return [Pick(frozenset({near}), 0, len(said.body), coded=False, guessed=True)]


def _split(pieces: list[Piece], names: Forms) -> list[Piece]:
    """Where one number is all that is said, and no code, its digits: "137" is 1, 3 and 7."""
    said = [piece for piece in pieces if piece.sort not in _QUIET]
    if len(said) != 1 or said[0].sort != NUMBER or not said[0].words.isdecimal():
        return pieces
    run = said[0]
    if len(run.value) == 1 or int(run.value[:LONGEST]) in names.codes or not names.one_digit:
        return pieces
    return [Piece(NUMBER, digit, run.start + n, run.start + n + 1, digit) for n, digit in enumerate(run.value)]


def _by_courtesy(pieces: Sequence[Piece], names: Forms) -> list[Pick] | Unclear:
    """បាទ and ចាស are yes where nothing else is said."""
    for piece in pieces:
        if piece.sort == lx.COURTESY and names.yes is not None:
            return [Pick(frozenset({names.yes}), piece.start, piece.end, coded=False)]
    return Unclear(Reason.NOT_A_CHOICE)


def _found(pieces: Sequence[Piece], said: Utterance, names: Forms) -> Iterator[Pick | Unclear]:
    """A pick or a refusal for every piece that says something."""
    around = [None, *pieces, None]
    for before, piece, after in zip(around, pieces, around[2:], strict=False):
        if (one := _one(before, piece, after, said, names)) is not None:
            yield one


def _one(
    before: Piece | None, piece: Piece, after: Piece | None, said: Utterance, names: Forms
) -> Pick | Unclear | None:
    """What a piece says between its neighbours: a pick, a refusal, or nothing of its own."""
    match piece.sort:
        case "choice":
            return _labelled(before, piece, said)
        case "number" | "loose":
            return _numbered(piece, after, names)
        case lx.YES:
            return _answering(piece, names.yes)
        case lx.NO:
            return _denied(before, piece, after, said, names)
        case lx.OR:
            return Unclear(Reason.CONTRADICTORY)
        case lx.MARKER:
            return None if after and after.sort in _NUMBERS else Unclear(Reason.NOT_A_CHOICE)
        case lx.ORDINAL | lx.UNIT | lx.YEARS:
            return None if before and before.sort in _NUMBERS else Unclear(Reason.NOT_A_CHOICE)
        case lx.AND:
            return None if before and after else Unclear(Reason.INCOMPLETE)
        case _:
            return None


def _labelled(before: Piece | None, piece: Piece, said: Utterance) -> Pick | Unclear:
    """A label; letters of a list must stand apart from each other: "កង" is a word and no 1 and 5."""
    letters = before is not None and before.sort == CHOICE and len(before.words) == len(piece.words) == 1
    if letters and before is not None and piece.start not in said.gaps:
        return Unclear(Reason.NOT_A_CHOICE)
    return Pick(piece.value, piece.start, piece.end, coded=len(piece.words) == 1)


def _numbered(piece: Piece, after: Piece | None, names: Forms) -> Pick | Unclear:
    """A number: a code of the list, or else within the range that one choice tells."""
    number = int(piece.value) if len(piece.value) < 10 else -1  # noqa: PLR2004 - no code is longer
    measured = after is not None and after.sort in {lx.UNIT, lx.YEARS}
    unit = after.words if after is not None and measured else None
    at = names.codes.get(number) if unit is None else None
    if at is None:
        at = names.spanning(number, unit)
    if at is None or piece.sort == "loose":
        reason = Reason.OUT_OF_RANGE if len(names.spans) > 1 else Reason.NOT_A_CHOICE
        return Unclear(reason, (piece.value[:20],))
    return Pick(frozenset({at}), piece.start, piece.end, coded=piece.words.isdecimal())


def _answering(piece: Piece, at: int | None) -> Pick | Unclear:
    if at is None:
        return Unclear(Reason.NOT_A_CHOICE)
    return Pick(frozenset({at}), piece.start, piece.end, coded=False)


def _denied(
    before: Piece | None, piece: Piece, after: Piece | None, said: Utterance, names: Forms
) -> Pick | Unclear | None:
    """A no: an answer, the last particle of a negation, or the "no." before a number."""
    if before and before.sort == CHOICE and piece.words == lx.PARTICLE and lx.negates(before.words):
        return None
    if piece.words == "no" and names.no is None and after and after.sort == NUMBER:
        return None if said.gap(piece.end, after.start) == "." else Unclear(Reason.NOT_A_CHOICE)
    return _answering(piece, names.no)


# --- What the picks come to ---------------------------------------------------------------------------------


def one_of(question: Open, found: Sequence[Pick]) -> Understood | Unclear:
    """The one choice that all picks agree on."""
    if sum(pick.coded for pick in found) > 1:
        same = len({pick.among for pick in found}) == 1
        return Unclear(Reason.REPEATED if same else Reason.CONTRADICTORY)
    agreed = frozenset.intersection(*(pick.among for pick in found))
    if len(agreed) != 1:
        return Unclear(Reason.CONTRADICTORY, _named(question.choices, agreed))
    return Understood(question.choices[min(agreed)].name, guessed=any(pick.guessed for pick in found))


def each_of(question: Open, said: Utterance, found: Sequence[Pick]) -> tuple[int, ...] | Unclear:
    """The different choices picked, in the order said."""
    merged = _paired(said, found)
    if merged is None or _between(said, merged):
        return Unclear(Reason.CONTRADICTORY)
    if any(len(pick.among) != 1 for pick in merged):
        return Unclear(Reason.CONTRADICTORY, _named(question.choices, merged[0].among))
    places = tuple(min(pick.among) for pick in merged)
    if len(set(places)) < len(places):
        return Unclear(Reason.REPEATED)
    if len(places) > 1 and forms(question.choices).zero in places:
        return Unclear(Reason.CONTRADICTORY)
    return places


def _paired(said: Utterance, found: Sequence[Pick]) -> list[Pick] | None:
    """The picks, a number and the label beside it made one; None where such two do not agree.

    A comma or an "and" keeps them two: "1, Market" is 1 and the market, "1 Market" a slip.
    """
    merged: list[Pick] = []
    rest = list(found)
    while rest:
        first, *rest = rest
        if rest and first.coded != rest[0].coded and _beside(said, first, rest[0]):
            among = first.among & rest[0].among
            if not among:
                return None
            first, rest = Pick(among, first.start, rest[0].end, coded=True), rest[1:]
        merged.append(first)
    return merged


def _beside(said: Utterance, first: Pick, second: Pick) -> bool:
    between = said.body[first.end : second.start].strip(" ")
    return not between and said.gap(first.end, second.start) not in ",&/"


def _between(said: Utterance, found: Sequence[Pick]) -> bool:
    """Whether a sign between two picks makes them no list: "1-3" may be 1 to 3, "drains/market" one or the other."""
    signs = [(said.gap(a.end, b.start), a.coded and b.coded, a.among, b.among) for a, b in pairwise(found)]
    if any(sign == "/" and not coded for sign, coded, _, _ in signs):
        return True
    return len(signs) == 1 and signs[0][0] == "-" and min(signs[0][2]) < min(signs[0][3])


def _named(choices: Sequence[Choice], places: frozenset[int]) -> tuple[str, ...]:
    return tuple(choices[at].name for at in sorted(places))
