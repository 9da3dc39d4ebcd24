"""What every kind of question shares: how it stands open, what a person sent, what was made of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from bot.core.places import Level
from bot.core.questions.tallies import Tally

Media = Literal["voice", "photo", "video", "document", "sticker", "contact", "other"]
Detail = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a closed question offers.

    `name` is what is stored, `code` what is typed ("1"); `labels` are the words shown, in every
    language of the form; `aliases` are other words the organiser accepts for it.
    """

    name: str
    code: str
    labels: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """A question as it stands open to one person: what a reply is read against.

    `ref` is the question's place in the form, `kind` a name in `KINDS`. `choices` are those offered
    to this person, in the order shown. Bounds are inclusive and None where there are none (a text's
    `maximum` is its length); `most` is the largest number of choices that may be picked. `takes` are the
    media that answer it. With `numbers_only` words do not answer it (consent). `asked` is the question's
    own wording in every language: a number may be followed by one of its words ("3 boats"). A place is
    wanted at `level`, among the codes that begin with `within`; of a date so much as `detail` says.
    """

    ref: str
    kind: str
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    most: int | None = None
    required: bool = False
    takes: frozenset[Media] = field(default_factory=frozenset)
    numbers_only: bool = False
    asked: tuple[str, ...] = ()
    level: Level = "commune"
    within: str = ""
    detail: Detail = "day"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sent: words, or one medium, or a place on the map (latitude, longitude, metres)."""

    text: str = ""
    media: Media | None = None
    file: str | None = None
    location: tuple[float, float, float] | None = None


class Reason(StrEnum):
    """Why a reply was not taken as an answer; each has its own help in `bot.phrases`."""

    EMPTY = "empty"
    NOT_A_CHOICE = "not_a_choice"
    OUT_OF_RANGE = "out_of_range"
    TOO_MANY = "too_many"
    REPEATED = "repeated"
    CONTRADICTORY = "contradictory"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    NOT_A_PLACE = "not_a_place"
    SEVERAL_PLACES = "several_places"
    NOT_A_PHONE = "not_a_phone"
    MEDIA_NOT_TAKEN = "media_not_taken"
    TOO_LONG = "too_long"
    INCOMPLETE = "incomplete"
    NUMBERS_ONLY = "numbers_only"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Understood:
    """An answer: a choice's name, several names, or the text to store (numbers in their shortest form).

    `guessed` marks what the person must be told of and can undo: a near-match, a year of another era.
    `media` is set where `value` is the file of a medium and not words.
    """

    value: str | tuple[str, ...]
    guessed: bool = False
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """No answer: nothing is stored and the question is asked again.

    `about` names the words at fault or the candidates meant.
    """

    reason: Reason
    about: tuple[str, ...] = ()


Reading = Understood | Unclear
Answer = str | tuple[str, ...] | None


class Kind(Protocol):
    """A kind of question: how a reply to it is read, and how answers to it are counted."""

    name: str

    def read(self, question: Open, reply: Reply) -> Reading:
        """What `reply` says to `question`. Never raises."""
        ...

    def tally(self, answers: Iterable[Answer]) -> Tally:
        """What `answers` come to; None is a question asked and not answered. Never raises."""
        ...
