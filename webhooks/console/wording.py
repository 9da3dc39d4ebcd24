"""In which language a page of the console speaks: Khmer, until the reader asks for English."""

from typing import Any, cast

from flask import Blueprint, Flask, Response, request

from bot.catalogs import catalog
from bot.core.wording import LANGUAGES, Language

COOKIE = "yobal_language"
YEAR = 365 * 24 * 60 * 60  # seconds
NAMES: dict[Language, str] = {"km": "ខ្មែរ", "en": "English"}


def language() -> Language:
    """The language of this request: `?lang=` first, then the cookie of an earlier choice, then Khmer."""
    return _known(request.args.get("lang")) or _known(request.cookies.get(COOKIE)) or "km"


def gettext(text: str) -> str:
    """`text` in the language of this request."""
    return catalog("console", language()).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many`, as `n` wants it, in the language of this request."""
    return catalog("console", language()).ngettext(one, many, n)


def speak(app: Flask, console: Blueprint) -> None:
    """Give the templates their words, and remember the choice of a language."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    cast("Any", app.jinja_env).install_gettext_callables(gettext, ngettext, newstyle=True)
    console.context_processor(lambda: {"language": language(), "languages": NAMES})
    console.after_request(_remember)


def _remember(response: Response) -> Response:
    """A choice made by `?lang=` holds for a year."""
    if chosen := _known(request.args.get("lang")):
        response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    response.vary.add("Cookie")
    return response


def _known(name: str | None) -> Language | None:
    return next((each for each in LANGUAGES if each == name), None)
