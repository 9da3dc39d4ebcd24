"""A reply taken apart: its letters in one spelling, what stood between its words, and the phrases that cover it.

Nothing is ever found *inside* a reply. Either known phrases cover it from end to end, or it says something
that Yobal does not know, and is asked again: "មិនមាន" holds "មាន", and means the opposite.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from bot.core.khmer import COMBINING, LONGEST_NUMBER, NUMERALS, compose, spelled

_KHMER = rf"\u1780-\u17b3{COMBINING}\u17d7\u17dc"
_ORNAMENTS = "🙏🙂😊😀😃😄😁☺👍👌✅✔❤♥💚💙💕🌹💐🌸🏻🏼🏽🏾🏿"  # said beside an answer, they change nothing
_PARTS = regex.compile(
    rf"(?P<khmer>[{_KHMER}]+)"
    r"|(?P<digits>[0-9]+)"
    r"|(?P<latin>[^\W\d_\u1780-\u17ff]['’]?(?:[^\W\d_\u1780-\u17ff]['’]?)*)"
    r"|(?P<sign>(?<![\w)])[-−](?=[0-9])|(?<=[0-9])\+(?!\s*[0-9]))"
    rf"|(?P<gap>[\s.,;:!?()\[\]{{}}«»\"“”„‘’'`*_=|&+/\\…។៕៖៘៚៙•·●▪#،、‐‑‒–—−\-{_ORNAMENTS}]+)"
    r"|(?P<other>.)",
    regex.DOTALL,
)
_APOSTROPHES = str.maketrans("", "", "'’")
_DASHES = str.maketrans("‐‑‒–—−\\;،、", "------/,,,")
_WEIGHTS = "?/&,-."  # what a gap says, strongest first; a mere space says nothing
LONGEST = 400  # characters; a longer reply to a closed question says more than an answer
_FAR_LONGER = 2000  # characters as typed, beyond which not even the spelling is looked at


@dataclass(frozen=True, slots=True)
class Utterance:
    """A reply for comparing.

    In `body` Khmer stands without spaces, Latin words with single ones, and between two numbers stands the
    strongest sign that was there. `gaps` tells, for a place in the body, what stood before it: one of
    `? / & , - .` or a space.
    """

    body: str
    gaps: Mapping[int, str]

    def doubts(self) -> bool:
        """Whether it asks rather than says: a question mark anywhere."""
        return "?" in self.gaps.values()

    def gap(self, start: int, end: int) -> str:
        """The strongest sign between two places of the body, " " for none."""
        found = {sign for at, sign in self.gaps.items() if start <= at <= end}
        return next((sign for sign in _WEIGHTS if sign in found), " ")

    def broken(self, start: int, end: int) -> bool:
        """Whether something stood inside this stretch of the body."""
        return any(start < at < end for at in self.gaps)


def hear(text: str) -> Utterance:
    """`text` taken apart; lines count as parted by commas. What is longer than `LONGEST` stays in one piece."""
    if len(text) > _FAR_LONGER:
        return Utterance(text[: LONGEST + 1], {})
    plain = spelled(", ".join(text.splitlines()) if "\n" in text or "\r" in text else text)
    if len(plain) > LONGEST:
        return Utterance(plain[: LONGEST + 1], {})
    return _parted(plain)


@lru_cache(maxsize=65_536)  # a country's villages in both languages
def body_of(words: str) -> str:
    """The body of words that come again and again: labels, codes. What people say is never kept."""
    return hear(words).body


def _parted(plain: str) -> Utterance:
    body: list[str] = []
    gaps: dict[int, str] = {}
    before, gap, length = "", "", 0
    for found in _PARTS.finditer(plain):
        part = found.lastgroup or "other"
        if part == "gap":
            gap = found[0]
            continue
        sign = _sign(gap)
        joint = _joint(before, part, sign, gap) if before else ""
        word = found[0].translate(_APOSTROPHES) if part == "latin" else found[0]
        body += (joint, word)
        length += len(joint)
        if gap:
            gaps[length] = sign
        length += len(word)
        before, gap = part, ""
    if gap:
        gaps[length] = _sign(gap)
    return Utterance("".join(body), gaps)


def _sign(gap: str) -> str:
    """The strongest of the signs in a gap."""
    gap = gap.translate(_DASHES).replace("+", "&")
    return next((sign for sign in _WEIGHTS if sign in gap), " ")


def _joint(before: str, part: str, sign: str, gap: str) -> str:
    """What stands in the body between two parts."""
    if before == part == "digits":
        return sign
    if not {before, part}.isdisjoint(("khmer", "sign", "other")):
        return ""
    return " " if gap or {before, part} == {"latin", "digits"} else ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an utterance that is understood: the kind of thing it is, what it means, where it stands."""

    sort: str
    value: Any  # by sort: a number, the choices meant, a unit's level
    start: int
    end: int
    words: str


Phrases = Mapping[str, tuple[str, Any]]  # the body of a phrase -> the sort of piece it is, what it means


class Lexicon:
    """Phrases that may cover an utterance, found longest first."""

    def __init__(self, phrases: Phrases) -> None:
        self._by_first: dict[str, list[tuple[str, str, Any]]] = defaultdict(list)
        for phrase in sorted(filter(None, phrases), key=len, reverse=True):
            self._by_first[phrase[0]].append((phrase, *phrases[phrase]))

    def longest(self, body: str, at: int) -> Piece | None:
        """The longest phrase that stands whole at `at`."""
        for phrase, sort, value in self._by_first.get(body[at], ()):
            end = at + len(phrase)
            if body.startswith(phrase, at) and _ends(body, end):
                return Piece(sort, value, at, end, phrase)
        return None


_MARKS = frozenset(map(chr, [*range(0x17B6, 0x17D4), 0x17DD]))
_JOINTS = frozenset(" ?/&,-.")


def _ends(body: str, end: int) -> bool:
    """Whether a word may end here: never inside a Khmer letter, a Latin word or a number."""
    if end == len(body):
        return True
    last, following = body[end - 1], body[end]
    if following in _MARKS or following == "ៗ":
        return False
    if last.isdecimal() or following.isdecimal():
        return not (last.isdecimal() and following.isdecimal())
    return not (_latin(last) and _latin(following))


def _latin(char: str) -> bool:
    return char.isalpha() and not "\u1780" <= char <= "\u17ff"


_NUMERALS = Lexicon({phrase: ("numeral", numeral) for phrase, numeral in NUMERALS.items()})
_DIGITS = regex.compile("[0-9]+")


def cover(said: Utterance, lexicons: Sequence[Lexicon], number: regex.Pattern[str] = _DIGITS) -> list[Piece] | None:
    """The pieces that cover `said` from end to end; None where something in it is not known.

    The longest phrase wins, of equals that of the earlier lexicon. Numbers come in digits (`number` tells
    what they look like) and in words; words of one number are joined. What has more digits than a count can
    have is not known.
    """
    pieces: list[Piece] = []
    at = 0
    while at < len(said.body):
        if said.body[at] in _JOINTS and not _is_minus(said.body, at):
            at += 1
            continue
        piece = _piece(said.body, at, lexicons, number)
        if piece is None:
            return None
        pieces.append(piece)
        at = piece.end
    return _counted(pieces, said)


def _is_minus(body: str, at: int) -> bool:
    return body[at] == "-" and (at == 0 or not body[at - 1].isdecimal())


def _piece(body: str, at: int, lexicons: Sequence[Lexicon], number: regex.Pattern[str]) -> Piece | None:
    found = [piece for lexicon in (*lexicons, _NUMERALS) if (piece := lexicon.longest(body, at))]
    if (digits := number.match(body, at)) and sum(map(str.isdecimal, digits[0])) <= LONGEST_NUMBER:
        found.append(Piece("number", digits[0], at, digits.end(), digits[0]))
    return max(found, key=lambda piece: piece.end, default=None)


def _counted(pieces: list[Piece], said: Utterance) -> list[Piece] | None:
    """The same pieces with each run of number words made one number, in digits."""
    if all(piece.sort != "numeral" for piece in pieces):
        return pieces
    made: list[Piece] = []
    while pieces:
        run = _run(pieces, said)
        if all(piece.sort != "numeral" for piece in run):
            made.append(pieces[0])
            pieces = pieces[1:]
            continue
        value, taken = compose([_numeral(piece) for piece in run])
        if taken == 0:  # a scale alone: "hundred" is no number
            return None
        made.append(_number(said, run[0].start, run[taken - 1].end, value))
        pieces = pieces[taken:]
    return made


def _run(pieces: Sequence[Piece], said: Utterance) -> list[Piece]:
    """Number words with nothing but spaces or hyphens between; digits may only stand first ("3 រយ")."""
    run: list[Piece] = []
    for piece in pieces:
        digits_first = not run and piece.sort == "number" and piece.value.isdecimal()
        if not (piece.sort == "numeral" or digits_first):
            break
        if run and said.gap(run[-1].end, piece.start) not in " -":
            break
        run.append(piece)
    return run


def _numeral(piece: Piece) -> tuple[str, int]:
    if piece.sort == "number":
        return "teen", int(piece.value)
    kind, value = piece.value
    return kind, value


def _number(said: Utterance, start: int, end: int, value: int) -> Piece:
    """A number in words. It is loose where it was typed apart: ប្រាំ មួយ is six, or five and one."""
    sort = "loose" if said.broken(start, end) else "number"
    return Piece(sort, str(value), start, end, said.body[start:end])
