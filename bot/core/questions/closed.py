"""What a reply picks from a list of choices: shared by one, several, ranked and together.

A reply is read only as a whole. Codes, labels, politeness and joining words must cover it from end to end,
and all that it says must agree.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from bot.core.khmer import LONGEST_NUMBER
from bot.core.questions.base import Choice, Open, Reason, Unclear, Understood
from bot.core.questions.forms import Forms, forms
from bot.core.reading import lexicon as lx
from bot.core.reading.guess import WEIGHTY_WORDS, nearest
from bot.core.reading.utterance import LONGEST, Piece, Utterance, cover

_NUMBERS = frozenset({lx.NUMBER, lx.LOOSE})
_MEASURES = frozenset({lx.COUNTER, lx.UNIT, lx.YEARS})
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
    if (said.doubts() and not names.asks) or _may_be_a_name(pieces):
        return Unclear(Reason.NOT_A_CHOICE)
    found = list(_found(_split(pieces, names) if several else pieces, said, names, several=several))
    refused = next((one for one in found if isinstance(one, Unclear)), None)
    return refused or [one for one in found if isinstance(one, Pick)] or _by_courtesy(pieces, names)


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
    if len(said) != 1 or said[0].sort != lx.NUMBER or not said[0].words.isdecimal():
        return pieces
    run = said[0]
    if len(run.value) == 1 or int(run.value) in names.codes or not names.one_digit:
        return pieces
    return [Piece(lx.NUMBER, digit, run.start + n, run.start + n + 1, digit) for n, digit in enumerate(run.value)]


def _may_be_a_name(pieces: Sequence[Piece]) -> bool:
    """A Latin "chas" or "bat" beside a label may belong to it: Samrong Chas is another place than Samrong."""
    courteous = any(piece.sort == lx.COURTESY and piece.words.isascii() for piece in pieces)
    named = (piece for piece in pieces if piece.sort == lx.CHOICE and len(piece.words) > 1)
    return courteous and any(piece.words not in lx.YES_BODIES | lx.NO_BODIES for piece in named)


def _by_courtesy(pieces: Sequence[Piece], names: Forms) -> list[Pick] | Unclear:
    """បាទ and ចាស are yes where nothing else is said."""
    for piece in pieces:
        if piece.sort == lx.COURTESY and names.yes is not None:
            return [Pick(frozenset({names.yes}), piece.start, piece.end, coded=False)]
    return Unclear(Reason.NOT_A_CHOICE)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A piece between its neighbours."""

    before: Piece | None
    piece: Piece
    after: Piece | None
    said: Utterance
    names: Forms
    several: bool

    def picks(self, at: int | None, *, coded: bool = False) -> Pick | Unclear:
        """The piece as a pick of one choice, or a refusal where the list has none such."""
        if at is None:
            return Unclear(Reason.NOT_A_CHOICE)
        return Pick(frozenset({at}), self.piece.start, self.piece.end, coded=coded)

    def follows(self, sorts: frozenset[str]) -> bool:
        """Whether the piece before it is one of these."""
        return self.before is not None and self.before.sort in sorts


def _found(pieces: Sequence[Piece], said: Utterance, names: Forms, *, several: bool) -> Iterator[Pick | Unclear]:
    """A pick or a refusal for every piece that says something."""
    around = [None, *pieces, None]
    for before, piece, after in zip(around, pieces, around[2:], strict=False):
        reads = _READS.get(piece.sort)
        if reads and (one := reads(_Spot(before, piece, after, said, names, several))) is not None:
            yield one


def _labelled(spot: _Spot) -> Pick | Unclear:
    """A label, alias or letter; not one that a sign has cut in two, nor a number that is another choice's code."""
    piece, number = spot.piece, spot.piece.words.isdecimal()
    letter = len(piece.words) == 1 and not number
    if (letter and not _stands_apart(spot)) or _cut(spot):
        return Unclear(Reason.NOT_A_CHOICE)
    code = spot.names.codes.get(int(piece.words)) if number and len(piece.words) <= LONGEST_NUMBER else None
    if code is not None and code not in piece.value:
        return Unclear(Reason.CONTRADICTORY, (piece.words,))
    return Pick(piece.value, piece.start, piece.end, coded=letter or number)


def _stands_apart(spot: _Spot) -> bool:
    """Letters of a list stand alone: កង is a word, and no first and fifth choice."""
    piece, gaps, marked = spot.piece, spot.said.gaps, spot.follows(frozenset({lx.MARKER}))
    opened = piece.start == 0 or piece.start in gaps or marked
    return opened and (piece.end == len(spot.said.body) or piece.end in gaps or spot.said.body[piece.end] == " ")


def _cut(spot: _Spot) -> bool:
    """Whether a slash stands inside a label that has none: "មិនសូវ/សុវត្ថិភាព" asks which."""
    piece, gaps = spot.piece, spot.said.gaps
    inside = {sign for at, sign in gaps.items() if piece.start < at < piece.end}
    return "/" in inside and piece.words not in spot.names.slashed


def _numbered(spot: _Spot) -> Pick | Unclear:
    """A number: a code of the list, or else, where one choice is asked for, within the range that one tells."""
    piece, names = spot.piece, spot.names
    number = int(piece.value)
    unit = spot.after.words if spot.after and spot.after.sort in _MEASURES else None
    at = names.codes.get(number) if unit is None else None
    if at is None and not spot.several:
        at = names.spanning(number, unit)
    if at is None or piece.sort == lx.LOOSE:
        reason = Reason.OUT_OF_RANGE if names.scaled else Reason.NOT_A_CHOICE
        return Unclear(reason, (piece.value[:20],))
    return spot.picks(at, coded=piece.words.isdecimal())


def _affirmed(spot: _Spot) -> Pick | Unclear:
    return spot.picks(spot.names.yes)


def _denied(spot: _Spot) -> Pick | Unclear | None:
    """A no: an answer, the last particle of a negation, or the "no." before a number."""
    piece, before, after = spot.piece, spot.before, spot.after
    if before and before.sort == lx.CHOICE and lx.rounds_off(before.words, piece.words) and _last(spot):
        return None
    if piece.words == "no" and spot.names.no is None and after and after.sort == lx.NUMBER:
        return None if spot.said.gap(piece.end, after.start) == "." else Unclear(Reason.NOT_A_CHOICE)
    return spot.picks(spot.names.no)


def _last(spot: _Spot) -> bool:
    return spot.after is None or spot.after.sort in {lx.POLITE, lx.COURTESY}


def _either(spot: _Spot) -> Unclear:
    del spot
    return Unclear(Reason.CONTRADICTORY)


def _marking(spot: _Spot) -> Unclear | None:
    return None if spot.after and spot.after.sort in _NUMBERS else Unclear(Reason.NOT_A_CHOICE)


def _behind_number(spot: _Spot) -> Unclear | None:
    return None if spot.follows(_NUMBERS) else Unclear(Reason.NOT_A_CHOICE)


def _joining(spot: _Spot) -> Unclear | None:
    return None if spot.before and spot.after else Unclear(Reason.INCOMPLETE)


_READS: Mapping[str, Callable[[_Spot], Pick | Unclear | None]] = {
    lx.CHOICE: _labelled,
    lx.NUMBER: _numbered,
    lx.LOOSE: _numbered,
    lx.YES: _affirmed,
    lx.NO: _denied,
    lx.OR: _either,
    lx.MARKER: _marking,
    lx.ORDINAL: _behind_number,
    lx.COUNTER: _behind_number,
    lx.UNIT: _behind_number,
    lx.YEARS: _behind_number,
    lx.AND: _joining,
}  # politeness, courtesy and frames say nothing of their own


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
    names = forms(question.choices)
    if len(places) > 1 and not {names.codes.get(0), names.yes, names.no}.isdisjoint(places):  # they stand alone
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
    between = said.body[first.end : second.start].strip(" .-")
    return not between and said.gap(first.end, second.start) not in ",&/"


def _between(said: Utterance, found: Sequence[Pick]) -> bool:
    """Whether a sign between two picks makes them no list: "1-3" may be 1 to 3, "drains/market" one or the other."""
    if any(not (a.coded or b.coded) and not _parted(said, a, b) for a, b in pairwise(found)):
        return True
    signs = [(said.gap(a.end, b.start), a.coded and b.coded, a.among, b.among) for a, b in pairwise(found)]
    if any(sign == "/" and not coded for sign, coded, _, _ in signs):
        return True
    return len(signs) == 1 and signs[0][0] == "-" and min(signs[0][2]) < min(signs[0][3])


def _parted(said: Utterance, first: Pick, second: Pick) -> bool:
    """Whether two labels are two: "ផ្សារឆ្នេរ" in one word is the market of the beach, "never floods" no list."""
    sign = said.gap(first.end, second.start)
    joined = bool(said.body[first.end : second.start].strip()) or sign in ",&"
    word = said.body[first.start : first.end]
    turns = lx.negates(word) or word in WEIGHTY_WORDS
    return joined or (not turns and any(first.end <= at <= second.start for at in said.gaps))


def _named(choices: Sequence[Choice], places: frozenset[int]) -> tuple[str, ...]:
    return tuple(choices[at].name for at in sorted(places))
