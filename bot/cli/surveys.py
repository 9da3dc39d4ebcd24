"""Surveys on the command line: talk to one, check one, try one question, and its life."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from bot import editions, xlsform
from bot.chat import BEGINNING, ChannelKind, Chat, own_words
from bot.cli.service import plainly, wired
from bot.core import costs
from bot.core.commands import Command
from bot.core.conversation import Scene, prompting
from bot.core.conversation.trying import opened_at, tried
from bot.core.questions.base import Reading, Reply, Unclear
from bot.core.segments import segments as cost_of
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES, Language
from bot.editions import News
from bot.places import gazetteer
from bot.recordings import take_in
from bot.settings import read_settings
from bot.store import surveys
from bot.xlsform.audit import audits
from bot.xlsform.sayings.changes import told

LANGUAGE = click.Choice(LANGUAGES)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


# --- Talking to a survey ------------------------------------------------------------------------------------


@click.command()
@click.argument("survey", type=FILE)
@click.option("--channel", type=click.Choice(["sms", "telegram"]), default="sms", help="The phone it is answered on.")
@click.option("--language", type=LANGUAGE, help="Begin in this language instead of asking for it.")
@click.option("--json", "as_json", is_flag=True, help="One object at the end: messages, answers, outcome.")
def chat(survey: Path, channel: ChannelKind, language: Language | None, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Talk to a SURVEY file as a resident would, without a database.

    Each line typed is one message. A line of JSON is what is not text: {"location": [10.6, 103.5]},
    {"voice": "file-id"}, {"photo": "file-id"}, {"sticker": "x"}, {"tap": "the words on a button"}.
    """
    talk = Chat(_readable(survey), channel, language, gazetteer())
    for line in _lines(prompt="" if as_json else "> "):
        exchange = talk.hear(line)
        if not as_json:
            _print_exchange(line, exchange.contents)
    if as_json:
        click.echo(json.dumps(talk.to_json(), ensure_ascii=False))


def _print_exchange(line: str, contents: Any) -> None:  # noqa: ANN401 - contents of an exchange
    if not sys.stdin.isatty():
        click.echo(f"> {line}")
    for content in contents:
        click.echo("< " + content.text.replace("\n", "\n  "))
        for button in content.buttons:
            click.echo(f"  [{button.label}]")


def _lines(prompt: str = "") -> Iterator[str]:
    """What comes on standard input, line by line; at a terminal with a prompt."""
    while True:
        if prompt and sys.stdin.isatty():
            click.echo(prompt, nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        yield line.removesuffix("\n").removesuffix("\r")


def _readable(file: Path) -> Survey:
    """The survey in `file`; its faults are printed and end the command with 1."""
    read = xlsform.read(file.read_bytes(), file.name, xlsform.Folder(file))
    if read.survey is None:
        for finding in read.findings:
            click.echo(finding.line("en"), err=True)
        raise SystemExit(1)
    return read.survey


# --- Checking ---------------------------------------------------------------------------------------------------


@click.group()
def survey() -> None:
    """Check, try, import, publish, close and list surveys."""


@survey.command()
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Findings and costs as one object.")
@click.option("--language", type=LANGUAGE, default="en", help="The language of the findings.")
def check(file: Path, as_json: bool, language: Language) -> None:  # noqa: FBT001 - a flag of the command line
    """Say what is wrong with FILE, where and how to mend it, and what its messages cost as SMS.

    Exit status 1 where an error would keep it from being published.
    """
    read = xlsform.read(file.read_bytes(), file.name, xlsform.Folder(file))
    prices = costs.cost(read.survey, own_words(read.survey)) if read.survey else None
    channels = audits(read.survey) if read.survey else ()
    if as_json:
        made = {
            "findings": [finding.to_json() for finding in read.findings],
            "costs": prices.to_json() if prices else None,
            "channels": [audit.to_json() for audit in channels],
        }
        click.echo(json.dumps(made, ensure_ascii=False))
    else:
        for finding in read.findings:
            click.echo(finding.line(language))
        click.echo(f"{prices.table()}{_money(prices)}" if prices else "")
        for audit in channels:
            click.echo(audit.line(language))
    if any(finding.severity == "error" for finding in read.findings):
        raise SystemExit(1)


def _money(prices: costs.Costs) -> str:
    """What one whole talk costs, where the settings know the price of a segment."""
    with plainly():
        settings = read_settings()
    if settings.sms_price is None:
        return ""
    sums = (
        f"{settings.sms_price * prices.way(each).segments} {settings.sms_currency} ({each})" for each in ("km", "en")
    )
    return f"\none whole talk by SMS: {', '.join(sums)}"


# --- Its life ---------------------------------------------------------------------------------------------------------


@survey.command(name="import")
@click.argument("file", type=FILE)
def import_(file: Path) -> None:
    """Keep FILE as a draft. A form with errors is refused, and nothing that runs is touched."""
    _bring(file, publish=False)


@survey.command()
@click.argument("what")
def publish(what: str) -> None:
    """Ask people a survey from now on: WHAT is a file, or the name of an imported draft (NAME or NAME@VERSION)."""
    file = Path(what)
    if file.is_file():
        _bring(file, publish=True)
        return
    name, version = _drafted(what)
    wiring = wired()
    with plainly():
        done, news = editions.publish(wiring.database, name, version, wiring.now())
    if not done:
        raise click.ClickException(f"{name}@{version} could not be published: survey list shows its state")
    click.echo(f"{name}@{version} is published.")
    _print_news(news)


@survey.command()
@click.argument("name")
def close(name: str) -> None:
    """Ask nobody new: NAME is a survey's name, or NAME@VERSION. Conversations that run go on to their end."""
    wanted, _, version = name.partition("@")
    mine = [each for each in _standings() if each.name == wanted and version in {"", each.version}]
    open_now = [each for each in mine if each.state == "published"]
    if not open_now:
        raise click.ClickException(f"no published survey is called {name!r}: survey list shows them")
    for standing in open_now:  # an earlier version left open would be asked again
        _change(surveys.close, standing.name, standing.version, "closed")


@survey.command(name="list")
@click.option("--changes", is_flag=True, help="Also what each version has otherwise than the one before it.")
@click.option("--language", type=LANGUAGE, default="en", help="The language of the changes.")
def list_(changes: bool, language: Language) -> None:  # noqa: FBT001 - a flag of the command line
    """List every survey with its versions, what state they are in, and which one is asked now."""
    standings = _standings()
    running = surveys.running(standings)
    for standing in standings:
        since = standing.closed_at or standing.published_at or standing.created_at
        now = "  asked now" if standing in running else ""
        click.echo(f"{standing.name}@{standing.version}  {standing.state}  since {since:%Y-%m-%d %H:%M} UTC{now}")
        if changes and standing.changed is not None:
            _print_news(News.from_json(standing.changed), language)


def _bring(file: Path, *, publish: bool) -> None:
    wiring = wired()
    with plainly():
        brought = editions.bring(
            wiring.database,
            file.read_bytes(),
            file.name,
            wiring.now(),
            files=xlsform.Folder(file),
            publish=publish,
        )
    for finding in brought.findings:
        click.echo(finding.line("en"), err=True)
    if brought.name is None:
        raise click.ClickException(f"{file.name} was not taken: mend the errors above; what runs was not touched")
    heard = take_in(file, brought.name, wiring.settings.folder / "media")
    spoken = f" {heard} recordings taken in." if heard else ""
    if publish and brought.state == "closed":
        raise click.ClickException(f"{brought.name}@{brought.version} was closed: give the form another version")
    became = "kept as a draft" if brought.state == "draft" else brought.state
    click.echo(f"{brought.name}@{brought.version} is {became}.{spoken}")
    _print_news(brought.news)


def _print_news(news: News | None, language: Language = "en") -> None:
    """What a version changed; a warning where the answers to both cannot be counted together."""
    if news is not None:
        click.echo(f"  against version {news.since}: {len(news.changes) or 'nothing'} changed")
        for change in news.changes:
            click.echo(f"  - {told(change, language)}")


def _drafted(what: str) -> tuple[str, str]:
    """Name and version of a draft: the newest of that name where no version is given."""
    name, _, version = what.partition("@")
    drafts = [each for each in _standings() if each.name == name and each.state == "draft"]
    for draft in sorted(drafts, key=lambda each: each.created_at, reverse=True):
        if version in {"", draft.version}:
            return draft.name, draft.version
    raise click.ClickException(f"there is no file and no draft called {what!r}: survey list shows the drafts")


def _standings() -> tuple[surveys.Standing, ...]:
    wiring = wired()
    with plainly(), wiring.database.read() as db:
        return surveys.standings(db)


def _change(change: Callable[..., bool], name: str, version: str, became: str) -> None:
    wiring = wired()
    with plainly(), wiring.database.write() as db:
        changed = change(db, name, version, wiring.now())
    if not changed:
        raise click.ClickException(f"{name}@{version} could not be {became}: survey list shows its state")
    click.echo(f"{name}@{version} is {became}.")


# --- Trying one question ------------------------------------------------------------------------------------------


@survey.command(name="try")
@click.argument("file", type=FILE)
@click.argument("question")
@click.option("--language", type=LANGUAGE, default="km", help="The language it is asked in.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def try_(file: Path, question: str, language: Language, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Say what Yobal makes of each reply on standard input, with QUESTION of FILE standing open.

    A line that starts with " or { is JSON: a text with a newline, or {"sticker": true}, {"voice": "id"}.
    """
    here = opened_at(Scene(_readable(file), BEGINNING, places=gazetteer()), question, language)
    if here is None:
        raise click.ClickException(f"{file.name} has no question called {question!r}: survey check lists their names")
    kind = prompting.opened(here)[0].kind
    for line in _lines():
        made = _made_of(kind, tried(here, _reply(line)))
        click.echo(json.dumps(made, ensure_ascii=False) if as_json else _in_words(line, made))


def _reply(line: str) -> Reply:
    if not line.startswith(('"', "{")):
        return Reply(line)
    try:
        data = json.loads(line)
    except ValueError:
        return Reply(line)
    return Reply(data) if isinstance(data, str) else _medium(data)


def _medium(data: Mapping[str, Any]) -> Reply:
    if "location" in data:
        latitude, longitude, *_ = data["location"]
        return Reply(location=(float(latitude), float(longitude), 0.0))
    for media in ("voice", "photo", "video", "document", "sticker", "contact"):
        if media in data or data.get("media") == media:
            return Reply(text=str(data.get("text", "")), media=media, file=str(data.get(media, media)))
    return Reply(str(data.get("text", "")))


def _made_of(kind: str, reading: Reading | Command) -> dict[str, Any]:
    base: dict[str, Any] = {"understood": "answer", "value": None, "command": None, "guessed": False, "reason": None}
    if isinstance(reading, Command):
        return base | {"understood": "command", "command": reading.value}
    if isinstance(reading, Unclear):
        return base | {"understood": "not_understood", "reason": reading.reason.value}
    return base | {"value": _value(kind, reading.value), "guessed": reading.guessed}


def _value(kind: str, value: str | tuple[str, ...]) -> object:
    """A list of choices, a number, or a text."""
    if isinstance(value, tuple):
        return list(value)
    if kind not in {"integer", "decimal", "range"}:
        return value
    number = float(value)
    return int(number) if number.is_integer() else number


def _in_words(line: str, made: Mapping[str, Any]) -> str:
    what = made["command"] or made["reason"] or made["value"]
    guessed = " (guessed)" if made["guessed"] else ""
    return f"{line}  ->  {made['understood']}: {what}{guessed}"


# --- What a text costs ------------------------------------------------------------------------------------------------


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def segments(as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Say what each line of standard input costs as SMS (a line may be a JSON string)."""
    for line in _lines():
        cost = cost_of(_text(line))
        made = {"encoding": cost.encoding, "segments": cost.segments, "units": list(cost.units)}
        words = f"{cost.encoding}, {cost.segments} segments, units {' '.join(map(str, cost.units))}"
        click.echo(json.dumps(made) if as_json else words)


def _text(line: str) -> str:
    if line.startswith('"'):
        try:
            return str(json.loads(line))
        except ValueError:
            return line
    return line
