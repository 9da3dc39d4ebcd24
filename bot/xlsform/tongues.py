"""Which of the form's languages is Khmer and which is English."""

import re
from collections.abc import Mapping

from bot.core.wording import LANGUAGES, Language
from bot.xlsform.sheets import Book

UNTAGGED = "default"  # what pyxform calls the language of a label that has none beside one that has
TAGS: Mapping[Language, str] = {"km": "Khmer (km)", "en": "English (en)"}
_CODE = re.compile(r"\(([^()]*)\)\s*$")
_NAMES: Mapping[str, Language] = {"khmer": "km", "ខ្មែរ": "km", "ភាសាខ្មែរ": "km", "english": "en", "អង់គ្លេស": "en"}
_CODES: Mapping[str, Language] = {"km": "km", "en": "en"}
_SLIPS: Mapping[str, Language] = {
    "kh": "km",
    "khm": "km",
    "kmr": "km",
    "km-kh": "km",
    "eng": "en",
    "uk": "en",
    "gb": "en",
}


def code_of(tongue: str) -> str:
    """What stands in brackets at the end: "km" of “Khmer (km)”; "" where nothing does."""
    found = _CODE.search(tongue)
    return found[1].strip().lower() if found else ""


def language_of(tongue: str) -> Language | None:
    """Which of our languages a language of the form is: by its code, or where that is missing by its name."""
    code = code_of(tongue)
    return _CODES.get(code) if code else _NAMES.get(tongue.strip().lower())


def meant(tongue: str) -> Language | None:
    """Which of our languages the author had in mind who wrote a wrong code, such as Khmer (kh)."""
    name = _CODE.sub("", tongue).strip().lower()
    return _SLIPS.get(code_of(tongue)) or _NAMES.get(name)


def own_tongues(book: Book) -> dict[Language, str]:
    """The form's own name of each of our languages that it is written in."""
    found: dict[Language, str] = {}
    for tongue in book.tongues:
        language = language_of(tongue)
        if language is not None:
            found.setdefault(language, tongue)
    return found


def default_tongue(book: Book) -> str:
    """The language the form falls back to; "" where it has none. A label without a language is in that one."""
    default = book.settings.get("default_language")
    if default in book.tongues or (default and book.untagged("label")):
        return default
    return UNTAGGED if book.untagged("label") else next(iter(book.tongues), "")


def tongues(book: Book) -> dict[Language, str]:
    """What each of our languages is in the form; the form's default where it is not written in one."""
    own = own_tongues(book)
    return {language: own.get(language, default_tongue(book)) for language in LANGUAGES}
