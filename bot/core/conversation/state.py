"""Where a contact is in a survey: a value that goes to JSON and back between any two messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from bot.core.hours import Hours
from bot.core.wording import Language

WakeWhy = Literal["remind", "expire"]


class Phase(StrEnum):
    """What the next reply is read as."""

    LANGUAGE = "language"
    CONSENT = "consent"
    ASKING = "asking"
    PART_END = "part_end"
    PAUSED = "paused"
    RESUMING = "resuming"
    ERASING = "erasing"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Rules:
    """The organiser's settings that a step needs.

    One reminder comes `remind_after` the last word, within `hours`. What is unfinished closes `expire_after`
    the last word; before consent `forget_after`, and then the little that was held goes too.
    """

    hours: Hours = field(default_factory=Hours)
    remind_after: timedelta = timedelta(hours=24)
    expire_after: timedelta = timedelta(days=30)
    forget_after: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The state of one talk.

    `at` is the first row of the question that stands open, `form` what the form engine needs to go on.
    `path` are the questions dealt with so far, in order; BACK takes one off it, and `ahead` are those that
    it has passed over and that need not be asked again. `sittings` are the parts of the form that the person
    has begun. `picked` are codes ticked but not yet sent, `among` the
    choices that the first letters have left of a long list. `recorded` are answers that are a file. `tries`
    counts misunderstandings of the open question, `gentle` that fewer answers than hoped for were queried.
    `seed` is where this person's dice come from. `turn` grows with every step, and `asked` is the turn in
    which the open question was put: buttons and timers carry them. `beneath` is the phase to return to from
    a question of ours (language, erase). `offered`: it was asked once whether to change the language.
    `heard_at` is when the person last said something. `sent` tells what was answered when the submission was made.
    """

    phase: Phase
    language: Language = "km"
    at: str | None = None
    form: Mapping[str, Any] | None = None
    path: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    sittings: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    tries: int = 0
    gentle: bool = False
    seed: int = 0
    turn: int = 0
    asked: int = 0
    beneath: Phase | None = None
    consented: bool = False
    reminded: bool = False
    offered: bool = False
    sent: str | None = None
    heard_at: datetime | None = None
    wake_at: datetime | None = None
    wake_why: WakeWhy | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data; fields at their default are left out, so that old states stay readable."""
        full = {each.name: getattr(self, each.name) for each in fields(self)}
        full |= {name: moment.isoformat() for name in _MOMENTS if (moment := full[name])}
        return {name: _plain(value) for name, value in full.items() if value != _DEFAULTS.get(name, _ABSENT)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Conversation":
        """The inverse of `to_json`. Names it does not know are passed over (written by a newer version)."""
        known = {name: data[name] for name in _NAMES if name in data}
        for name in _LISTS:
            known[name] = tuple(known.get(name, ()))
        known["phase"] = Phase(known["phase"])
        known["beneath"] = Phase(known["beneath"]) if known.get("beneath") else None
        known |= {name: datetime.fromisoformat(known[name]) for name in _MOMENTS if known.get(name)}
        return cls(**known)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of any type on its way to JSON
    return list(value) if isinstance(value, tuple) else value


_ABSENT = object()
_LISTS = ("path", "ahead", "sittings", "picked", "among", "recorded")
_MOMENTS = ("heard_at", "wake_at")
_NAMES = tuple(each.name for each in fields(Conversation))
_DEFAULTS = {each.name: each.default for each in fields(Conversation) if each.name != "phase"}
