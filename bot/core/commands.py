"""The words that steer Yobal: stop, help, back, skip, erase and the languages, in three writings.

Only a message that is the keyword and nothing else is a command: "please stop the burning of rubbish" is an
answer. Case, punctuation, invisible signs, spelling order, a leading "/" and a trailing "@Bot" do not matter.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import regex

from bot.core.khmer import spelled
from bot.core.reading.utterance import body_of, hear

if TYPE_CHECKING:  # the questions know the commands, not the other way round
    from collections.abc import Mapping

    from bot.core.questions.base import Choice, Open


class Command(StrEnum):
    """What a keyword asks for."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"
    INFO = "INFO"
    BACK = "BACK"
    SKIP = "SKIP"
    REPEAT = "REPEAT"
    ERASE = "ERASE"
    MY_DATA = "MY_DATA"
    LANG_KM = "LANG_KM"
    LANG_EN = "LANG_EN"
    LANG = "LANG"


KEYWORDS: Mapping[Command, tuple[str, ...]] = {
    Command.STOP: ("stop", "stopall", "unsubscribe", "chhop", "chop", "ឈប់", "បញ្ឈប់"),
    Command.START: ("start", "ចាប់ផ្តើម"),
    Command.HELP: ("help", "ជំនួយ"),
    Command.INFO: ("info", "ព័ត៌មាន"),
    Command.BACK: ("back", "*", "ថយក្រោយ"),
    Command.SKIP: ("skip", "0", "រំលង"),
    Command.REPEAT: ("?", "repeat", "ម្ដងទៀត"),
    Command.ERASE: ("erase", "delete", "lop", "lob", "lub", "លុប"),
    Command.MY_DATA: ("my data", "mydata", "ទិន្នន័យខ្ញុំ"),
    Command.LANG_KM: ("khmer", "ខ្មែរ", "ភាសាខ្មែរ"),
    Command.LANG_EN: ("english", "អង់គ្លេស", "ភាសាអង់គ្លេស"),
    Command.LANG: ("language", "lang", "ភាសា"),
}

# Where the list on offer has a choice of these very words ("Khmer" for the language spoken at home, "back" for
# where it hurts), the choice is meant. The others must work everywhere, whatever a form offers.
_YIELDING = frozenset(
    {Command.BACK, Command.SKIP, Command.INFO, Command.REPEAT, Command.LANG_KM, Command.LANG_EN, Command.LANG}
)
_OF_BODY = {hear(word).body: command for command, words in KEYWORDS.items() for word in words if word not in "?*"}
_BOT = regex.compile(r"@\w+$")
_DEEP_LINK = regex.compile(r"/start(?:@\w+)?\s+\S+", regex.IGNORECASE)
_COUNTED = frozenset({"integer", "decimal", "range"})
_LONGEST = 64  # characters of a message that may be a keyword


def command_in(text: str, open: Open | None) -> Command | None:  # noqa: A002 - the question that stands open
    """The command that the whole of `text` is, while `open` stands open; None for anything else.

    A lone 0 is SKIP only where the question has no choice or number 0, and nothing where none stands open.
    """
    plain = text.strip()
    if not plain or len(plain) > _LONGEST:
        return None
    if _DEEP_LINK.fullmatch(plain):
        return Command.START
    said = hear(_BOT.sub("", plain).removeprefix("/"))
    command = _OF_BODY.get(said.body) if said.body else _signed(plain)
    if said.body == "0":
        return command if open is not None and not _has_zero(open) else None
    if command in _YIELDING and open is not None and _offers(open.choices, said.body):
        return None
    return command


def _signed(plain: str) -> Command | None:
    """A message of one sign: ? shows the question again, * goes back."""
    signs = set(spelled(plain)) - {" "}
    if signs == {"?"}:
        return Command.REPEAT
    return Command.BACK if signs == {"*"} else None


def _has_zero(question: Open) -> bool:
    if question.kind in _COUNTED:
        return (question.minimum or 0) <= 0 <= (question.maximum or 0)
    return any(body_of(name) == "0" for choice in question.choices for name in (choice.code, *choice.labels))


def _offers(choices: tuple[Choice, ...], body: str) -> bool:
    return bool(body) and any(body_of(name) == body for choice in choices for name in (*choice.labels, *choice.aliases))
