"""A slip of the finger forgiven: one choice that a reply is nearly, and surely no other.

Plain similarity at 80 of 100 takes part labels and opposites for answers ("unsafe" for "safe"), so each guard
here stands for a way in which it went wrong. What passes is told to the person and can be undone.
"""

from collections.abc import Mapping
from typing import TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Hamming

from bot.core.reading.utterance import hear

T = TypeVar("T")

LIKE = 80.0  # of 100, rapidfuzz's ratio
AHEAD = 15.0  # points before the next other choice
SHORTEST = 8  # letters: shorter words are one slip from other words ("parking", "packing")
SHORT_WORD = 6  # letters: within a phrase, words of fewer must be right ("fuel cost", "fuel coast")
_PLURAL = 4  # letters a word must have without its plural s
ONE_SLIP = 12  # letters: from here on two slips are forgiven

_KHMER_WEIGHTY = "មិន អត់ គ្មាន ពុំ កុំ ទេ សូវ ណាស់ ពេក ខ្លះ តិច ច្រើន ឬ និង លើស ក្រោម ជាង ទាំង តែ គ្រប់ ខុស ឥត ដែល ណា បាន"
_ENGLISH_WEIGHTY = (
    "no not never none nothing or and very too more less most least some all any only but except without non "
    "dont cant wont isnt arent if maybe both neither nor than over under above below before after other another "
    "about almost nearly around half each every per than many much few several how what which who where when why"
)
_WEIGHTY_SIGNS = tuple(hear(word).body for word in _KHMER_WEIGHTY.split())
WEIGHTY_WORDS = frozenset(_ENGLISH_WEIGHTY.split())


def nearest(body: str, forms: Mapping[str, T]) -> T | None:
    """The one meaning of `forms` that `body` is a slip of, or None."""
    if (same := _in_number(body, forms)) is not None:
        return same
    if len(body) < SHORTEST or any(char.isdecimal() for char in body):
        return None
    scores: dict[T, float] = {}
    best, near = 0.0, ""
    for form, meaning in forms.items():
        score = fuzz.ratio(body, form)
        scores[meaning] = max(score, scores.get(meaning, 0.0))
        if score > best:
            best, near = score, form
    if best < LIKE or not _is_slip(body, near):
        return None
    meant = forms[near]
    rival = max((score for meaning, score in scores.items() if meaning != meant), default=0.0)
    return meant if best - rival >= AHEAD else None


def _in_number(body: str, forms: Mapping[str, T]) -> T | None:
    """The one meaning whose name is `body` but for an English plural: "drain" for "Drains"."""
    other = body[:-1] if body.endswith("s") else body + "s"
    fits = other in forms and min(len(word) for word in (body, other)) >= _PLURAL and other not in WEIGHTY_WORDS
    if not fits or not body.isascii():
        return None
    rivals = (form for form, meaning in forms.items() if meaning != forms[other])
    return None if any(fuzz.ratio(body, form) >= LIKE for form in rivals) else forms[other]


def _is_slip(body: str, form: str) -> bool:
    """Whether `body` is `form` mistyped, and not another thing to say."""
    if body[0] != form[0] or len(form) < SHORTEST or any(char.isdecimal() for char in form):
        return False
    if _weight(body) != _weight(form):
        return False
    typed, meant = body.split(), form.split()
    return len(typed) == len(meant) and all(map(_is_word_slip, typed, meant))


def _is_word_slip(typed: str, meant: str) -> bool:
    if typed == meant:
        return True
    if typed[0] != meant[0] or min(len(typed), len(meant)) < SHORT_WORD:
        return False
    if len(meant) < SHORTEST and len(typed) == len(meant) and Hamming.distance(typed, meant) == 1:
        return False  # one letter for another makes another word: clean, clear
    return OSA.distance(typed, meant) <= (1 if len(meant) < ONE_SLIP else 2)


def _weight(body: str) -> tuple[object, ...]:
    """The words in it that turn a meaning round or change its degree."""
    signs = tuple(body.count(sign) for sign in _WEIGHTY_SIGNS)
    return signs, frozenset(body.split()) & WEIGHTY_WORDS
