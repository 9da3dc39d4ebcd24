"""What a text costs as SMS, and where it is cut.

Equal to Twilio's own calculator (npm `sms-segments-calculator` 1.3.0), which counts letters together
with their marks by the cluster rules of Unicode 10. Newer rules also glue a Khmer COENG to the
consonant after it; the calculator does not, so neither does this module. Only marks added to Unicode
since then (none of them Khmer) may be kept with their letter here where the calculator cuts.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

# 3GPP TS 23.038: the letters of one septet, and those that take an escape before them.
_GSM = frozenset(
    "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ"
)
_GSM_ESCAPED = frozenset("\f[\\]^{|}~€")
_WIDE = 0xFFFF  # above it a letter is two UTF-16 units

_ALONE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
_JOINED: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}  # a header of six octets in each part


@dataclass(frozen=True, slots=True)
class Cost:
    """What one SMS is billed as: its encoding and the units each part holds.

    Units are septets in GSM-7 (at most 160 alone, 153 joined) and UTF-16 units in UCS-2 (70, 67).
    Even the empty text is one part. A cluster larger than a part, such as a letter under a hundred
    marks, overflows it, as it does in the calculator.
    """

    encoding: Encoding
    units: tuple[int, ...]

    @property
    def segments(self) -> int:
        """How many messages are billed; at least one."""
        return len(self.units)


def segments(text: str) -> Cost:
    """What `text`, sent as it stands, costs."""
    encoding, clusters = _clusters(text)
    ends = _ends(encoding, clusters)
    return Cost(encoding, tuple(ends[stop] - ends[start] for start, stop in pairwise(_cuts(encoding, ends))))


def cut(text: str) -> tuple[str, ...]:
    """The parts `text` is sent in: joined they are `text`, and no letter is cut from its marks."""
    encoding, clusters = _clusters(text)
    cuts = _cuts(encoding, _ends(encoding, clusters))
    return tuple("".join(clusters[start:stop]) for start, stop in pairwise(cuts))


def sms_text(text: str) -> str:
    """`text` as it goes out by SMS: without U+200B, which nobody sees and everybody pays for."""
    return text.replace("\u200b", "")


def _clusters(text: str) -> tuple[Encoding, Sequence[str]]:
    """The encoding `text` needs, and the pieces no cut may go through."""
    if _GSM.union(_GSM_ESCAPED).issuperset(text):
        return "GSM-7", text
    roles = "".join(map(_role, text))
    return "UCS-2", [text[found.start() : found.end()] for found in _CLUSTER.finditer(roles)]


def _ends(encoding: Encoding, clusters: Sequence[str]) -> list[int]:
    """Units used up after each cluster, beginning with nought."""
    size = _septets if encoding == "GSM-7" else _utf16
    return [0, *accumulate(map(size, clusters))]


def _cuts(encoding: Encoding, ends: list[int]) -> list[int]:
    """Cluster numbers where parts begin and end. `ends` are the units before each cluster and after the last.

    The calculator fills a part of 160 (70), and when that overflows takes clusters out of it until the
    header fits; what it took out opens the second part together with what overflowed, come what may.
    """
    last = len(ends) - 1
    if ends[-1] <= _ALONE[encoding]:
        return [0, last]
    room = _JOINED[encoding]
    cuts = [0, _fits(ends, 0, room), _fits(ends, 0, _ALONE[encoding]) + 1]
    cuts[2] = max(cuts[2], _fits(ends, cuts[1], room))
    while cuts[-1] < last:
        cuts.append(max(cuts[-1] + 1, _fits(ends, cuts[-1], room)))
    return cuts


def _fits(ends: list[int], start: int, room: int) -> int:
    """The cluster at which a part of `room` units that begins at cluster `start` is full."""
    return bisect_right(ends, ends[start] + room) - 1


def _septets(letter: str) -> int:
    return 2 if letter in _GSM_ESCAPED else 1


def _utf16(cluster: str) -> int:
    return len(cluster) + sum(ord(letter) > _WIDE for letter in cluster)


# --- clusters: every letter has a role (one ASCII letter), and a cluster is a pattern of roles ---

# The roles of UAX #29 revision 31 (Unicode 10) that do not follow from a letter's category.
_LISTED: dict[str, str] = {
    "m": "\u200c\uff9e\uff9f",  # marks by decree
    "z": "\u200d",  # ZERO WIDTH JOINER
    "s": "\u0e33\u0eb3",  # SARA AM and its Lao twin, letters that never stand alone
    "p": "\u0600-\u0605\u06dd\u070f\u08e2\u0d4e\U000110bd\U000111c2\U000111c3\U00011a3a\U00011a86-\U00011a89\U00011d46",
    "r": "\U0001f1e6-\U0001f1ff",  # halves of a flag
    "t": "\U0001f3fb-\U0001f3ff",  # skin tones
    "b": (  # emoji that take a skin tone
        "\u261d\u26f9\u270a-\u270d\U0001f385\U0001f3c2-\U0001f3c4\U0001f3c7\U0001f3ca-\U0001f3cc\U0001f442\U0001f443"
        "\U0001f446-\U0001f450\U0001f46e\U0001f470-\U0001f478\U0001f47c\U0001f481-\U0001f483\U0001f485-\U0001f487"
        "\U0001f4aa\U0001f574\U0001f575\U0001f57a\U0001f590\U0001f595\U0001f596\U0001f645-\U0001f647\U0001f64b-\U0001f64f"
        "\U0001f6a3\U0001f6b4-\U0001f6b6\U0001f6c0\U0001f6cc\U0001f918-\U0001f91c\U0001f91e\U0001f91f\U0001f926"
        "\U0001f930-\U0001f939\U0001f93d\U0001f93e\U0001f9d1-\U0001f9dd"
    ),
    "h": "\U0001f466-\U0001f469",  # people: take a skin tone, and join after a joiner
    "g": (  # things people are joined with
        "\u2640\u2642\u2695\u2696\u2708\u2764\U0001f308\U0001f33e\U0001f373\U0001f393\U0001f3a4\U0001f3a8\U0001f3eb"
        "\U0001f3ed\U0001f48b\U0001f4bb\U0001f4bc\U0001f527\U0001f52c\U0001f5e8\U0001f680\U0001f692"
    ),
    "L": "\u1100-\u115f\ua960-\ua97c",  # the parts of a Hangul syllable, and whole ones without and with a final
    "V": "\u1160-\u11a7\ud7b0-\ud7c6",
    "T": "\u11a8-\u11ff\ud7cb-\ud7fb",
    "D": "".join(map(chr, range(0xAC00, 0xD7A4, 28))),
    "E": "\uac00-\ud7a3",
}
_LISTED_ROLE = [(role, re.compile(f"[{letters}]")) for role, letters in _LISTED.items()]
_CATEGORY_ROLE = {"Mn": "m", "Me": "m", "Mc": "s", "Cc": "c", "Cf": "c", "Cs": "c", "Zl": "c", "Zp": "c"}
_TAGS = range(0xE0020, 0xE0080)  # spell the flags of regions: marks, though their category is Cf
_TAG_PLANE = range(0xE0000, 0xE1000)  # the rest of it is kept for invisible controls

# Marks, and what a joiner glues on. A skin tone may follow there after a person and one mark, or, in a
# cluster that has no mark yet, straight after a person.
_MARKED = "(?: [ms] | z(?:hmt|[gh])? )*"
_TAIL = f"(?: s | z(?!hmt)(?:ht|[gh])? )* {_MARKED}"
_CLUSTER = re.compile(
    rf"""
    c                             # a control stands alone; so do CR and LF, even together
  | (?: rr | pr ) [msz]?          # a flag keeps one mark: the calculator parts the second
  | p* [bh]mt {_MARKED}           # an emoji with a mark and a skin tone
  | p* (?: L* (?: DV* | V+ | E ) T* | L+ | T+   # a Hangul syllable
         | [bh]t?                 # an emoji with or without its skin tone
         | [^cpmsz]               # any other letter
       ) {_TAIL}
  | p+ {_TAIL}                    # a sign that wants a letter and has none
  | (?=[msz]) {_TAIL}             # marks without a letter
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=8192)  # a consultation is written in a few hundred letters; a hostile text may hold a million
def _role(letter: str) -> str:
    """The part `letter` plays in a cluster: a key of `_LISTED`, `m` or `s` a mark, `c` a control, `o` any other."""
    if letter.isascii():
        return "o" if letter.isprintable() else "c"
    for role, listed in _LISTED_ROLE:
        if listed.match(letter):
            return role
    if ord(letter) in _TAG_PLANE and unicodedata.category(letter) != "Mn":
        return "m" if ord(letter) in _TAGS else "c"
    return _CATEGORY_ROLE.get(unicodedata.category(letter), "o")
