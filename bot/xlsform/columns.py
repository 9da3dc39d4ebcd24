"""The columns that are Yobal's own: what they may hold, and what they say of questions and choices.

`extras` puts them into plain data, which the store keeps beside the XForm; `survey_of` makes the Survey of both.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from bot.core.form.definition import Form
from bot.core.survey import ChoiceExtra, Extra, Survey, Tier
from bot.core.wording import LANGUAGES, Language
from bot.xlsform.sheets import Book, Row, nested
from bot.xlsform.tongues import tongues

IN_SURVEY = (
    "sms_text_km", "sms_text_en", "ask", "part", "sdg", "horizon", "privacy_tier", "voice", "sms_hide_choices", "place",
)  # fmt: skip
IN_CHOICES = ("sms_option", "alias_km", "alias_en", "sms_label_km", "sms_label_en", "sdg", "focus_area")
IN_SETTINGS = (
    "sms_keyword", "sms_response", "sms_response_km", "sms_response_en", "title_km", "title_en", "khmer_reviewed_by",
)  # fmt: skip
OWN: Mapping[str, tuple[str, ...]] = {"survey": IN_SURVEY, "choices": IN_CHOICES, "settings": IN_SETTINGS}
TIERS: tuple[str, ...] = get_args(Tier)
YES, NO = ("yes", "true"), ("no", "false", "-")
VALUES: Mapping[str, tuple[str, ...]] = {  # a column not here takes any text
    "privacy_tier": TIERS,
    "voice": (*YES, *NO, "telegram"),
    "sms_hide_choices": (*YES, *NO),
}

_LANGUAGE_NAMES = ("lang", "language")
_CONSENT = "consent"


def extras(book: Book) -> dict[str, Any]:
    """What the columns of ours say, as plain data; what is empty is left out."""
    lists = {row.name: row.list for row in book.questions if row.list and row.name}
    return {
        "questions": {row.name: said for above, row in nested(book.questions) if (said := _question(row, above, book))},
        "choices": {name: {row.name: _choice(row) for row in rows if row.name} for name, rows in book.lists.items()},
        "lists": lists,
        "tongues": tongues(book),
        "language_question": _ref(book, filter(_asks_language(book), book.questions)),
        "consent_question": _ref(book, filter(_asks_consent(book), book.questions)),
        **_settings(book.settings),
    }


def survey_of(form: Form, said: Mapping[str, Any]) -> Survey:
    """The survey of a form and of what `extras` gave."""
    return Survey(
        name=form.id,
        version=form.version,
        title={language: said["title"].get(language) or form.title for language in LANGUAGES},
        form=form,
        extras={name: _extra(said["questions"][name]) for name in _in_order(form) if name in said["questions"]},
        choice_extras={
            (name, choice): _choice_extra(of) for name, rows in said["choices"].items() for choice, of in rows.items()
        },
        lists=said["lists"],
        tongues=said["tongues"],
        language_question=said["language_question"],
        consent_question=said["consent_question"],
        keyword=said["keyword"] or None,
        closing=said["closing"],
        reviewed=bool(said["reviewed_by"]),
    )


def _in_order(form: Form) -> Iterable[str]:
    """The questions' names in the order of the form: a database may give plain data back in another."""
    return dict.fromkeys(path.rpartition("/")[2] for path in form.binds)


def asks_language(row: Row, book: Book) -> bool:
    """Is it the question in which language to go on: called lang or language, with choices km and en?"""
    names = {choice.name for choice in book.lists.get(row.list, ())}
    return row.kind == "select_one" and row.name.lower() in _LANGUAGE_NAMES and names.issuperset(LANGUAGES)


def asks_consent(row: Row, book: Book) -> bool:
    """Is it the question whether the person agrees: called consent, with a choice agree?"""
    names = {choice.name for choice in book.lists.get(row.list, ())}
    return row.kind == "select_one" and row.name.lower() == _CONSENT and "agree" in names


# --- Sheets to plain data --------------------------------------------------------------------------------------


def _asks_language(book: Book) -> Any:  # noqa: ANN401 - a predicate over rows
    return lambda row: asks_language(row, book)


def _asks_consent(book: Book) -> Any:  # noqa: ANN401 - a predicate over rows
    return lambda row: asks_consent(row, book)


def _ref(book: Book, rows: Iterable[Row]) -> str | None:
    return next((book.refs[row.name] for row in rows), None)


def _question(row: Row, above: tuple[Row, ...], book: Book) -> dict[str, Any]:
    said = {name: row.get(name) for name in ("ask", "part", "horizon", "place")}
    said["tier"] = row.get("privacy_tier").lower()
    flags = {
        "voice": row.get("voice").lower() not in NO,
        "hides_choices": row.get("sms_hide_choices").lower() in YES,
        "numbers_only": asks_consent(row, book),
        "codes_age": asks_own_age(row, above),
    }
    return _full({**said, **flags, "short": _in_both(row, "sms_text_"), "sdg": _targets(row, book)})


def asks_own_age(row: Row, above: tuple[Row, ...]) -> bool:
    """Is it the age of the person who answers? In a repeat it is that of others: the children of a household."""
    return (row.name == "age" or row.name.startswith("age_")) and all(each.kind != "begin_repeat" for each in above)


def _targets(row: Row, book: Book) -> list[str]:
    """The SDG targets of a question. “see issue” stands for those of the choices of the list issue."""
    found: list[str] = []
    for target in _parted(row.get("sdg"), ";"):
        see, _, name = target.partition(" ")
        if see.lower() == "see" and name in book.lists:
            found += [each for choice in book.lists[name] for each in _parted(choice.get("sdg"), ";")]
        else:
            found.append(target)
    return list(dict.fromkeys(found))


def _choice(row: Row) -> dict[str, Any]:
    aliases = [alias for language in LANGUAGES for alias in _parted(row.get(f"alias_{language}"), "|")]
    return _full(
        {
            "code": row.get("sms_option"),
            "aliases": list(dict.fromkeys(aliases)),
            "short": _in_both(row, "sms_label_"),
            "sdg": _parted(row.get("sdg"), ";"),
            "focus": _parted(row.get("focus_area"), ";"),
        }
    )


def _settings(row: Row) -> dict[str, Any]:
    return {
        "title": _in_both(row, "title_"),
        "keyword": row.get("sms_keyword"),
        "closing": _in_both(row, "sms_response_", row.get("sms_response")),
        "reviewed_by": row.get("khmer_reviewed_by"),
    }


def _in_both(row: Row, column: str, otherwise: str = "") -> dict[str, str]:
    return _full({language: row.get(f"{column}{language}") or otherwise for language in LANGUAGES})


def _full(said: Mapping[str, Any]) -> dict[str, Any]:
    """What says something."""
    return {name: value for name, value in said.items() if value}


def _parted(text: str, sign: str) -> list[str]:
    return [part.strip() for part in text.split(sign) if part.strip()]


# --- Plain data to values --------------------------------------------------------------------------------------


def _extra(said: Mapping[str, Any]) -> Extra:
    return Extra(**{**said, "sdg": tuple(said.get("sdg", ()))})


def _choice_extra(said: Mapping[str, Any]) -> ChoiceExtra:
    short: Mapping[Language, str] = said.get("short", {})
    tags = {"sdg": tuple(said.get("sdg", ())), "focus": tuple(said.get("focus", ()))}
    return ChoiceExtra(said.get("code"), tuple(said.get("aliases", ())), short, **tags)
