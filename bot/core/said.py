"""What reaches the step: a person's words or taps, or a timer."""

from dataclasses import dataclass
from typing import Literal

from bot.core.questions.base import Reply


@dataclass(frozen=True, slots=True)
class Tap:
    """A press of one of our buttons: the turn it was shown in, and what it says."""

    turn: int
    says: str


@dataclass(frozen=True, slots=True)
class Said:
    """One stimulus from a person.

    `tap` is set for a button. `start` is the payload of a deep link ("" for a bare start). `left` says that
    the person blocked us or was opted out by the provider, which lets no reply through; `returned` that this
    is over. `edited`: an older message was changed. `early`: it came before the open question had been
    handed to the provider, so it cannot be an answer to it.
    """

    reply: Reply = Reply()
    tap: Tap | None = None
    start: str | None = None
    left: bool = False
    returned: bool = False
    edited: bool = False
    early: bool = False


@dataclass(frozen=True, slots=True)
class Woke:
    """A timer rang. It was set in `turn` and is void when the conversation has moved on since."""

    turn: int
    why: Literal["remind", "expire"]
