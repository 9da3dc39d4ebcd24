"""The places of a province, found by the names that people give them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import regex

from bot.core.reading import lexicon as lx
from bot.core.reading.guess import nearest
from bot.core.reading.utterance import LONGEST, Lexicon, Phrases, Piece, Utterance, cover, hear

Level = Literal["province", "district", "commune", "village"]
LEVELS: Mapping[int, Level] = {2: "province", 4: "district", 6: "commune", 8: "village"}  # by length of the code
_LENGTHS: Mapping[Level, int] = {level: length for length, level in LEVELS.items()}
MOST_NAMED = 12  # places asked back at once

_UNITS: Mapping[Level, str] = {
    "province": "ខេត្ត khet province",
    "district": "ស្រុក ក្រុង ខណ្ឌ srok krong khan district city municipality",
    "commune": "ឃុំ សង្កាត់ khum sangkat commune songkat",
    "village": "ភូមិ phum phoum village",
}
_AROUND = "ខ្ញុំរស់នៅ រស់នៅ ខ្ញុំនៅ នៅ ខ្ញុំមកពី មកពី in at from of ស្ថិតនៅ|i live in|i live at|i am from|im from|we live in|live in"

# One sound of Khmer, written in several ways with Latin letters; the ways met in place names.
_SPELLINGS: Mapping[str, str] = {
    "koh": "kaoh koah kos",
    "kampong": "kompong kompung kampung",
    "stueng": "steung stung stoeng stoung",
    "tuek": "teuk toek tuk teok",
    "boeng": "boeung bung beung bueng",
    "ou": "o au or",
    "prey": "prei",
    "nob": "nub nup nop",
    "rong": "rung",
    "hav": "hao haav haw",
    "lekh": "lek",
    "muoy": "mouy moy muy",
    "pir": "pi",
    "bei": "bey",
    "buon": "boun",
    "phum": "phoum",
    "preah": "preas",
    "veal": "vial",
    "andoung": "andong andaung",
    "cheung": "choeng choeung",
    "trapeang": "tropeang trapaing",
    "preaek": "prek preak",
    "thum": "thom",
    "touch": "toch",
    "phnum": "phnom",
    "thmei": "thmey thmay",
    "sihanouk": "sihanuk",
}
_ONE_SPELLING = {variant: word for word, variants in _SPELLINGS.items() for variant in variants.split()}
_LATIN_WORD = regex.compile(r"[a-z]+")
_NUMBERED = regex.compile(r"លេខ([0-9]+)")
PLACE, UNIT, NUMBER = "place", "unit", "number"
_NUMBER_WORDS = frozenset({"លេខ", "lekh"})  # what the city's sangkats are called by
_ABOUT = frozenset({lx.POLITE, lx.COURTESY, lx.FRAME})
_PARTS = frozenset({PLACE, UNIT, NUMBER, lx.MARKER})


@dataclass(frozen=True, slots=True)
class Row:
    """One place: its code (each level adds two digits), its names in both languages, other spellings."""

    code: str
    km: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The places that a reply may mean. One and `sure` is an answer; otherwise they are asked back."""

    codes: tuple[str, ...] = ()
    sure: bool = False
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name in a reply: the places it may be, the level that a word beside it tells."""

    codes: frozenset[str]
    level: Level | None


class Gazetteer:
    """The places of one list, by code and by name."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {row.code: row for row in rows}
        named = _named(self._rows.values())
        self._names = {body: tuple(sorted(codes)) for body, codes in named.items()}
        self._lexicon = Lexicon({body: (PLACE, codes) for body, codes in named.items()})
        self._numbers = _numbers(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, code: str) -> Row | None:
        """The place with this code."""
        return self._rows.get(code)

    def find(self, text: str, level: Level = "commune", within: str = "") -> Found:
        """The places at `level`, in the area whose code is `within`, that the whole of `text` may mean.

        Sure only where a place of that level is named itself, and nothing else in the text denies it. A name
        of a larger place gives those in it; a village gives its commune, to be asked back.
        """
        said = _heard(text)
        if not said.body or said.doubts() or len(said.body) > LONGEST:
            return Found()
        wanted = frozenset(c for c in self._rows if len(c) == _LENGTHS[level] and c.startswith(within))
        if said.body in wanted:
            return Found((said.body,), sure=True)
        pieces = cover(said, (self._lexicon, _WORDS))
        if pieces is None:
            return self._nearly(said.body, wanted)
        mentions = self._mentions(pieces, said)
        return _agreed(mentions, wanted) if mentions else Found()

    def _nearly(self, body: str, wanted: frozenset[str]) -> Found:
        """A slip in one name of a place at the level wanted; names of all levels vie with it."""
        names = {name: codes for name, codes in self._names.items() if not name.isdecimal()}
        codes = nearest(body, names)
        found = [code for code in codes or () if code in wanted]
        return Found(tuple(found), sure=len(found) == 1 == len(codes or ()), guessed=bool(found))

    def _mentions(self, pieces: Sequence[Piece], said: Utterance) -> list[_Mention]:
        """The names in a reply with their units; none at all where a piece of it is no part of an address."""
        telling = [piece for piece in pieces if piece.sort not in _ABOUT]
        if any(piece.sort not in _PARTS for piece in telling) or "/" in said.gaps.values():
            return []
        telling = [piece for before, piece in pairwise([None, *telling]) if piece and not _only_marks(before, piece)]
        if telling and telling[0].sort not in {UNIT, lx.MARKER}:
            telling = _units_first(telling)
        mentions = [self._mention(head, piece) for head, piece in pairwise([None, *telling]) if piece]
        found = [mention for mention in mentions if mention]
        bare = sum(piece.sort in {PLACE, NUMBER} for piece in telling) != len(found)
        headless = bool(telling) and telling[-1].sort in {UNIT, lx.MARKER}
        return [] if bare or headless else found

    def _mention(self, head: Piece | None, piece: Piece) -> _Mention | None:
        """What a name or a number means behind its unit; a number needs a unit or "លេខ" before it."""
        level = head.value if head and head.sort == UNIT else None
        if piece.sort == PLACE:
            return _Mention(piece.value, level)
        if piece.sort == NUMBER and head and (level or head.words in _NUMBER_WORDS):
            return _Mention(self._numbers.get((level or "commune", piece.value), frozenset()), level)
        return None


def _only_marks(before: Piece | None, piece: Piece) -> bool:
    """A "លេខ" or "ទី" behind a unit: ភូមិ ទី ១ is a village, whatever else is called ១."""
    return piece.sort == lx.MARKER and before is not None and before.sort == UNIT


def _units_first(pieces: Sequence[Piece]) -> list[Piece]:
    """English says "Ream commune": each of its units moved before the name it follows."""
    turned: list[Piece] = []
    for piece in pieces:
        behind = piece.sort == UNIT and piece.words.isascii() and turned and turned[-1].sort == PLACE
        turned.insert(len(turned) - 1 if behind else len(turned), piece)
    return turned


def _agreed(mentions: Sequence[_Mention], wanted: frozenset[str]) -> Found:
    """The places of the level wanted that every mention allows; those named themselves before all others."""
    allowed = [_allowing(mention, wanted) for mention in mentions]
    together = frozenset.intersection(*allowed)
    if not together:
        return Found(tuple(sorted(frozenset().union(*(_itself(m, wanted) for m in mentions)))))
    named = together.intersection(*(_itself(m, wanted) & together or together for m in mentions))
    itself = any(_itself(mention, wanted) & named for mention in mentions)
    return Found(tuple(sorted(named or together))[:MOST_NAMED], sure=itself and len(named) == 1)


def _codes(mention: _Mention) -> frozenset[str]:
    """The places a mention may be, those of the level it tells where there are such."""
    if mention.level is None:
        return mention.codes
    return frozenset(code for code in mention.codes if LEVELS.get(len(code)) == mention.level)


def _itself(mention: _Mention, wanted: frozenset[str]) -> frozenset[str]:
    return _codes(mention) & wanted


def _allowing(mention: _Mention, wanted: frozenset[str]) -> frozenset[str]:
    """The wanted places that a mention names, lies around, or lies in."""
    codes = _codes(mention)
    return frozenset(w for w in wanted if any(w.startswith(code) or code.startswith(w) for code in codes))


def _heard(text: str) -> Utterance:
    """The utterance with Latin words in one spelling. Gaps keep their order, which is all that is asked of them."""
    said = hear(text)
    return Utterance(_respelled(said.body), said.gaps)


def _respelled(body: str) -> str:
    return _LATIN_WORD.sub(lambda word: _ONE_SPELLING.get(word[0], word[0]), body)


def _named(rows: Iterable[Row]) -> dict[str, frozenset[str]]:
    """Every name in its one spelling, and the places that bear it; words run together too ("Kohrong")."""
    named: dict[str, set[str]] = {}
    for row in rows:
        for name in (row.km, row.en, *row.aliases):
            body = _respelled(hear(name).body)
            for form in {body, body.replace(" ", "")} - {""}:
                named.setdefault(form, set()).add(row.code)
    return {body: frozenset(codes) for body, codes in named.items()}


def _numbers(rows: Iterable[Row]) -> dict[tuple[Level, str], frozenset[str]]:
    """Places named by a number alone (លេខ២, ភូមិ១), which "Sangkat 2" and "phum 1" mean."""
    found: dict[tuple[Level, str], set[str]] = {}
    for row in rows:
        body = hear(row.km).body
        numbered = _NUMBERED.fullmatch(body) or regex.fullmatch(r"ភូមិ([0-9]+)", body)
        level = LEVELS.get(len(row.code))
        if numbered and level:
            found.setdefault((level, numbered[1]), set()).add(row.code)
    return {key: frozenset(codes) for key, codes in found.items()}


def _words() -> Phrases:
    units = {body: (UNIT, level) for level, words in _UNITS.items() for body in lx.phrases(words)}
    around = dict.fromkeys(lx.phrases(_AROUND), (lx.FRAME, None))
    said = {sort: lx.BODIES[sort] for sort in (lx.POLITE, lx.FRAME, lx.MARKER)}
    said[lx.COURTESY] = lx.COURTESY_KM  # "chas" is also how "old" is written in names
    quiet = {body: (sort, None) for sort, bodies in said.items() for body in bodies}
    return {_respelled(body): meaning for body, meaning in (quiet | around | units).items()}


_WORDS = Lexicon(_words())
