"""Golden transcripts: files an organiser can read and correct.

`pytest --update` writes them anew; the diff is the review. `>` the resident, `<` Yobal, `=` what was recorded,
`~` time that passes (`~ 2 days`), the timer that rings, or what the channel tells: blocked, unblocked, early words.
Between any two lines the state goes to JSON and back.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bot import xlsform
from bot.chat import Chat, Exchange
from bot.core import events as ev
from bot.core.questions.base import Reply
from bot.core.said import Said, Woke
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES
from bot.places import gazetteer

HERE = Path(__file__).parent
TRANSCRIPTS = sorted((HERE / "transcripts").glob("*.txt"))
SURVEYS = (HERE.parent / "config" / "surveys", HERE / "surveys")
NAMED = (ev.Declined, ev.UnderAge, ev.OptedOut, ev.OptedIn, ev.Erased, ev.Expired, ev.Stale, ev.TooEarly)
CHANNEL_TELLS = {"blocked": Said(left=True), "unblocked": Said(returned=True)}
UNITS = {"minutes": "minutes", "hours": "hours", "hour": "hours", "days": "days", "day": "days"}


@dataclass(frozen=True)
class Script:
    """A transcript's head and the resident's part of it."""

    head: tuple[str, ...]
    settings: dict[str, str]
    said: tuple[str, ...]


def read_script(text: str) -> Script:
    """The head (comments and settings up to the first blank line) and every line of the resident's or time's."""
    head, _, body = text.partition("\n\n")
    settings = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line and not line.startswith("#"))
    said = tuple(line for line in body.splitlines() if line[:1] in {">", "~"})
    return Script(tuple(head.splitlines()), settings, said)


@cache
def survey(name: str) -> Survey:
    """The survey a transcript is about."""
    file = next(path for folder in SURVEYS for path in (folder / f"{name}.md",) if path.exists())
    read = xlsform.read(file.read_bytes(), file.name)
    assert read.survey is not None, [finding.line("en") for finding in read.findings]
    return read.survey


def play(script: Script) -> str:
    """The whole talk as a transcript."""
    given = script.settings
    language = next((language for language in LANGUAGES if language == given.get("language")), None)
    chat = Chat(
        survey(given["survey"]),
        "telegram" if given.get("channel") == "telegram" else "sms",
        language,
        gazetteer(),
    )
    lines = [*script.head, ""]
    for line in script.said:
        lines.append(line)
        lines += _written(_pass_time(chat, line) if line.startswith("~") else chat.hear(line.removeprefix(">")[1:]))
    return "\n".join(lines) + "\n"


def _pass_time(chat: Chat, line: str) -> Exchange | None:
    what, _, rest = line.removeprefix("~").strip().partition(" ")
    if what == "timer":
        assert chat.state is not None, "no timer rings for whom nothing is kept"
        chat.now = chat.state.wake_at or chat.now
        return chat.take(line, Woke(chat.state.turn, chat.state.wake_why or "expire"))
    if what in CHANNEL_TELLS:
        return chat.take(line, CHANNEL_TELLS[what])
    if what == "early":
        return chat.take(line, Said(Reply(rest), early=True))
    chat.now += timedelta(**{UNITS[rest]: int(what)})
    return None


def _written(exchange: Exchange | None) -> list[str]:
    if exchange is None:
        return []
    lines = []
    for content in exchange.contents:
        lines.append("< " + content.text.replace("\n", "\n  "))
        lines += [f"  [{button.label}]" for button in content.buttons]
        lines += ["  [share my place]"] if content.share_location else []
    return lines + [f"= {recorded}" for event in exchange.events if (recorded := _recorded(event))]


def _recorded(event: ev.Event) -> str:
    match event:
        case ev.Answered():
            value = " ".join(event.value) if isinstance(event.value, tuple) else event.value
            return f"{event.name}: {value}{' (guessed)' if event.guessed else ''}"
        case ev.Passed(_, name, why):
            return f"{name} {why}"
        case ev.Cleared(_, name):
            return f"{name} removed"
        case ev.Consented(language):
            return f"consented in {language}"
        case ev.Completed(reached):
            return f"completed: {reached}"
        case _:
            return type(event).__name__ if isinstance(event, NAMED) else ""


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_talk_goes_as_written(file: Path, request: pytest.FixtureRequest) -> None:
    """Every transcript is what Yobal says and records today."""
    text = file.read_text(encoding="utf-8")
    played = play(read_script(text))
    if request.config.getoption("--update"):
        file.write_text(played, encoding="utf-8")
    assert played == file.read_text(encoding="utf-8")


def test_there_are_enough_talks() -> None:
    """Both languages and both channels are covered, twenty talks at least."""
    heads = [read_script(file.read_text(encoding="utf-8")).settings for file in TRANSCRIPTS]
    assert len(heads) >= 20
    assert {head.get("channel", "sms") for head in heads} == {"sms", "telegram"}
