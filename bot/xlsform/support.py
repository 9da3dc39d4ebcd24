"""The public page on what of the XLSForm format works: `python -m bot.xlsform.support` writes it anew."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.xlsform.facts import TITLES, Fact

PAGE = Path(__file__).resolve().parents[2] / "docs" / "xlsform-support.md"
_INTRODUCTION = """# What of XLSForm works

This page is made from the code by `python -m bot.xlsform.support`; a test holds it fresh and complete. `survey check`
says the same of a form of yours, with row and column.

*yes*: works as in ODK Collect. *partly*: works as the last column says. *no*: is left out or passed over, and the
form can be asked all the same where the last column says so.
"""


def page() -> str:
    """The whole page in Markdown."""
    return "\n".join((_INTRODUCTION, *("\n".join(_table(title, facts)) for title, facts in TITLES.items())))


def _table(title: str, facts: tuple[Fact, ...]) -> Iterator[str]:
    yield from (f"## {title}", "", "| | SMS | Telegram | how, or why not |", "|---|---|---|---|")
    for fact in facts:
        names = ", ".join(f"`{name}`" for name in (fact.name, *fact.also))
        yield f"| {names} | {fact.sms} | {fact.telegram} | {fact.how} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} is written\n")
