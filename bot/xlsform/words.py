"""Findings put into words: the facts of a case filled into its saying."""

from bot.core.wording import Wording
from bot.xlsform.findings import Finding, Place
from bot.xlsform.sayings import SAYINGS

LONGEST = 80  # letters of a cell that are quoted; the author can see the rest


def finding(code: str, place: Place, **facts: object) -> Finding:
    """The finding called `code` at `place`. Raises KeyError for a code or a fact that the words do not know."""
    saying = SAYINGS[code]
    quoted = {name: _quoted(str(fact)) for name, fact in facts.items()}
    return Finding(
        saying.severity,
        place.sheet,
        place.row,
        place.column,
        _filled(saying.message, quoted),
        _filled(saying.cure, quoted),
        code=code,
    )


def _filled(words: Wording, facts: dict[str, str]) -> Wording:
    return Wording(words.km.format(**facts), words.en.format(**facts))


def _quoted(fact: str) -> str:
    shown = " ".join(fact.split())
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
