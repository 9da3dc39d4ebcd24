"""Khmer as people type it, brought into one order for comparing; digits and number words of three writings.

The order is that of the syllable in Unicode Technical Note 61 (SIL, "Khmer Encoding Structure"): base, robat,
subscripts, register shifter, vowel, other signs. Whoever calls keeps the text as it was written.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

import regex

COENG = "\u17d2"
COMBINING = "\u17b6-\u17d3\u17dd"  # what sits on a Khmer base and is never a letter of its own
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u17b4\u17b5"
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_VARIATION = "\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f"

# Written apart from its neighbours, or two answers would run together: 3² is no 32, 1️⃣3️⃣ no 13.
_STANDING_ALONE = [*range(0xB2, 0xB4), 0xB9, *range(0x2070, 0x208A), *range(0x2460, 0x249C), 0x24EA]
_STANDING_ALONE += [*range(0x24EB, 0x2500), *range(0x2776, 0x2794)]

_SIGNS: Mapping[int, str | None] = {
    **{ord(sign): None for sign in _INVISIBLE + _DIRECTIONS + _VARIATION},
    **{0x17E0 + n: str(n) for n in range(10)},
    **{0x17F0 + n: str(n) for n in range(10)},  # the numbers of divination
    **{c: f" {int(unicodedata.numeric(chr(c)))} " for c in _STANDING_ALONE if unicodedata.numeric(chr(c), -1) >= 0},
    0x20E3: " ",  # the frame of a keycap
    0x2116: "#",  # №, which NFKC would make the word "No"
    0x17A3: "អ",
    0x17A4: "អា",
    0x17A8: "ឧក",
    0x17B2: "ឱ",
}

_SYLLABLE = regex.compile(rf"[\u1780-\u17b3](?:{COENG}[\u1780-\u17b3]?|[\u17b6-\u17d1\u17d3\u17dd])+")
_MARK = regex.compile(rf"{COENG}[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd]")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")  # of `re`, whose Unicode is that of unicodedata; regex knows newer digits
_ABOVE = frozenset("ិីឹឺើ")
_JOINED = (("ី", "ើ"), ("ា", "ោ"))  # what េ makes with the sign that was typed for its other half
_WITH_E = frozenset("ើឿៀែៃោៅ")  # they hold the left half already: a េ beside them is a slip
_TREYSAP_BASES = frozenset("សហអ")


def spelled(text: str) -> str:
    """`text` in the one form that texts are compared in: a second time changes nothing.

    Case, width, invisible signs, the order of marks in a Khmer syllable, split and doubled vowels, the two
    subscripts ដ and ត, and digits of any script are all made alike; white space becomes single spaces.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = _folded(text.translate(_SIGNS)).translate(_SIGNS)
    plain = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)
    return " ".join(_SYLLABLE.sub(lambda found: _in_order(found[0]), plain).split())


def _folded(text: str) -> str:
    """NFKC and case folding, until neither changes anything (one can undo the other)."""
    while (again := unicodedata.normalize("NFKC", text).casefold()) != text:
        text = again
    return text


def _in_order(syllable: str) -> str:
    marks = list(dict.fromkeys(_MARK.findall(syllable)))  # a mark typed twice is one
    if len(marks) > 1 and "េ" in marks:
        marks = _whole_vowel(marks)
    if "ុ" in marks and not _ABOVE.isdisjoint(marks):  # under an upper vowel ុ stands for the shifter
        marks[marks.index("ុ")] = "៊" if syllable[0] in _TREYSAP_BASES else "៉"
    marks = [COENG + "ត" if mark == COENG + "ដ" else mark for mark in marks]
    return syllable[0] + "".join(sorted(dict.fromkeys(marks), key=_rank))


def _whole_vowel(marks: list[str]) -> list[str]:
    for other, whole in _JOINED:
        if other in marks:
            return [whole if mark == "េ" else mark for mark in marks if mark != other]
    return marks if _WITH_E.isdisjoint(marks) else [mark for mark in marks if mark != "េ"]


def _rank(mark: str) -> tuple[int, str]:
    """Where a mark stands in its syllable; subscripts keep the order typed, but រ is the last of them."""
    if mark[0] == COENG:
        return (2, "") if mark[1] == "រ" else (1, "")
    if mark == "៌":
        return 0, mark
    if mark in "៉៊":
        return 3, mark
    return (4, mark) if mark <= "ៅ" else (5, mark)


def clusters(text: str) -> list[str]:
    """The letters of `text` as a reader sees them: a Khmer base with all its marks is one."""
    return regex.findall(r"\X", text)


# --- Numbers ------------------------------------------------------------------------------------------------

_UNITS = ("សូន្យ", "មួយ", "ពីរ", "បី", "បួន", "ប្រាំ", "ប្រាំមួយ", "ប្រាំពីរ", "ប្រាំបី", "ប្រាំបួន")
_TENS = ("ដប់", "ម្ភៃ", "សាមសិប", "សែសិប", "ហាសិប", "ហុកសិប", "ចិតសិប", "ប៉ែតសិប", "កៅសិប")
_SCALES = (("រយ", 100), ("ពាន់", 1_000), ("ម៉ឺន", 10_000), ("សែន", 100_000), ("លាន", 1_000_000))
_EN_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_EN_TEENS = ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_EN_TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ROMANISED: Mapping[str, int] = {
    **dict.fromkeys(("muoy", "mouy", "muy", "moy"), 1),
    "pir": 2,
    **dict.fromkeys(("bei", "bey"), 3),
    **dict.fromkeys(("buon", "boun"), 4),
    "pram": 5,
    **dict.fromkeys(("prammuoy", "pram muoy", "prammouy", "pram mouy"), 6),
    **dict.fromkeys(("prampir", "pram pir", "prampi", "prampil"), 7),
    **dict.fromkeys(("prambei", "pram bei", "prambey", "pram bey"), 8),
    **dict.fromkeys(("prambuon", "pram buon", "pramboun", "pram boun"), 9),
}

Numeral = tuple[str, int]  # unit, teen, ten or scale, and its value; a scale multiplies


def _numerals() -> dict[str, Numeral]:
    words: dict[str, Numeral] = {word: ("unit", value) for value, word in enumerate(_UNITS)}
    words |= {"ប្រាំពីល": ("unit", 7), "ម៉្ភៃ": ("ten", 20)}  # both common spellings
    words |= {word: ("ten", 10 * value) for value, word in enumerate(_TENS, 1)}
    words |= {word: ("scale", value) for word, value in _SCALES}
    words |= {word: ("unit", value) for value, word in enumerate(_EN_UNITS)}
    words |= {word: ("teen", value) for value, word in enumerate(_EN_TEENS, 11)}
    words |= {word: ("ten" if value > 1 else "teen", 10 * value) for value, word in enumerate(_EN_TENS, 1)}
    words |= {"hundred": ("scale", 100), "thousand": ("scale", 1_000), "million": ("scale", 1_000_000)}
    words |= {word: ("unit", value) for word, value in _ROMANISED.items()}
    words |= {"dop": ("ten", 10), "fourty": ("ten", 40)}
    return {spelled(word): numeral for word, numeral in words.items()}


NUMERALS: Mapping[str, Numeral] = _numerals()
_HUNDRED = 100
_ROOM = {"unit": (10, 1), "teen": (100, 1), "ten": (100, 10)}  # what a word needs before it, what it leaves
_NUMERAL = regex.compile("|".join(sorted(NUMERALS, key=len, reverse=True)))
_EDGES = " .,;:!()[]\"'«»“”។៕"
LONGEST_NUMBER = 15  # digits: more is no count of anything, and int() refuses thousands of them


def compose(words: Sequence[Numeral]) -> tuple[int, int]:
    """The number at the start of `words`, and how many of them it took.

    "two three" is two numbers and ប្រាំបួន one: a word is added only where the word before left room for it.
    """
    total = group = taken = 0
    room, limit = 1_000, 10_000_000
    for kind, value in words:
        if kind == "scale":
            if not (group > 0 and value < limit and (value != _HUNDRED or group < _HUNDRED)):
                break
            if value == _HUNDRED:
                group, room = group * _HUNDRED, _HUNDRED
            else:
                total, group, room, limit = total + group * value, 0, 1_000, value
        else:
            needed, left = _ROOM[kind]
            if room < needed or (value == 0 and taken):
                break
            group, room = group + value, left
        taken += 1
    return total + group, taken


def number_in(text: str) -> int | None:
    """The whole number that `text` is, in digits of any script or in words; None where it says anything else."""
    plain = spelled(text).strip(_EDGES)
    if plain.isdecimal():
        return int(plain) if len(plain) <= LONGEST_NUMBER else None
    words = [NUMERALS[word] for word in _NUMERAL.findall(plain)]
    if not words or _NUMERAL.sub("", plain).strip(" -"):
        return None
    value, taken = compose(words)
    return value if taken == len(words) else None
