"""What happened in a step, one value per fact; the shell gives each its effect and its words."""

from dataclasses import dataclass, field
from typing import Literal

from bot.core.questions.base import Media, Reason
from bot.core.wording import Language

Why = Literal["next", "again", "back", "resumed", "language"]
Left = Literal["skipped", "invalid", "not_askable"]
SkipWord = Literal["", "0", "SKIP"]  # what leaves a question; "" where it must be answered


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice as it is shown: the code to type, its name, its full and its short label."""

    code: str
    name: str
    label: str
    short: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question as this person is asked it now, in their language.

    `refs` are the rows answered by one reply. `short` is the text for SMS ("" where there is none).
    `lead` are notes and section lines said before it. `picked` are the codes already ticked where several
    may be. `turn` goes into each button so that an old one is known. `n` of `total` is the progress.
    """

    refs: tuple[str, ...]
    kind: str
    text: str
    short: str = ""
    hint: str = ""
    lead: tuple[str, ...] = ()
    choices: tuple[Offered, ...] = ()
    hides_choices: bool = False
    skippable: bool = False
    several: bool = False
    picked: tuple[str, ...] = ()
    voice: str | None = None
    turn: int = 0
    n: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question stands open. `why` it is asked now decides how much is said."""

    prompt: Prompt
    why: Why = "next"


@dataclass(frozen=True, slots=True)
class Toggled:
    """On buttons: a choice was ticked or unticked; the list is shown anew in place."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was given. `value` is what is stored; `raw` the words as they came; `label` says it back."""

    ref: str
    name: str
    kind: str
    value: str | tuple[str, ...]
    raw: str
    label: str
    guessed: bool = False
    attempts: int = 1
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A question was left without an answer: skipped by the person, not understood, or not askable here."""

    ref: str
    name: str
    why: Left
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Noted:
    """Notes of the form that no question follows."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cleared:
    """A correction made an earlier answer irrelevant: it is removed."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing is stored; the help fits `kind`, `reason` and how often it has happened (`attempts`).

    `wanted` is how many rows one reply answers.
    """

    kind: str
    reason: Reason
    about: tuple[str, ...]
    attempts: int
    skip: SkipWord = ""
    wanted: int = 1


@dataclass(frozen=True, slots=True)
class Violated:
    """An answer broke the form's constraint; `message` is the form's own ("" where it has none)."""

    message: str
    attempts: int
    skip: SkipWord = ""


@dataclass(frozen=True, slots=True)
class MustAnswer:
    """A needed question was skipped; `message` is the form's own ("" where it has none)."""

    message: str


@dataclass(frozen=True, slots=True)
class GentleAsk:
    """Fewer than hoped for were given, once: `given` of `wanted`. The same again is taken."""

    given: int
    wanted: int


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """From here on the words are in `language`."""

    language: Language


@dataclass(frozen=True, slots=True)
class SwitchOffered:
    """The person answers in another language than we ask in: shall we change?"""

    language: Language


@dataclass(frozen=True, slots=True)
class Consented:
    """The person agreed to the consent text in `language`; from now on answers are kept."""

    language: Language


@dataclass(frozen=True, slots=True)
class Declined:
    """The person said no: nothing is kept but the do-not-contact code."""


@dataclass(frozen=True, slots=True)
class UnderAge:
    """The person is under 18: nothing at all is kept."""


@dataclass(frozen=True, slots=True)
class Informed:
    """The notice: who asks, why, what is kept until when, and how to have it erased."""


@dataclass(frozen=True, slots=True)
class Helped:
    """What can be typed, in one message."""


@dataclass(frozen=True, slots=True)
class NothingOpen:
    """Nothing stands open. `unfinished` where the person left early and START would go on."""

    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class MyData:
    """What is stored about the person: (question, answer as words), in order."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PartEnded:
    """A sitting is over: `left` questions remain. Now, later or finish?"""

    left: int
    turn: int


@dataclass(frozen=True, slots=True)
class Paused:
    """The person goes on another time."""


@dataclass(frozen=True, slots=True)
class ResumeOffered:
    """The person is back: they stopped at question `n` of `total`. Continue or stop?"""

    n: int
    total: int
    turn: int


@dataclass(frozen=True, slots=True)
class Reminded:
    """The one reminder: `left` questions remain."""

    left: int
    turn: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answers as an ODK instance, `instance` being its name: made at the end, and anew where one was corrected."""

    instance: str
    xml: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Completed:
    """The survey is over for this person. `reached` is "end" or "part" where they finished early."""

    reached: Literal["end", "part"]


@dataclass(frozen=True, slots=True)
class OptedOut:
    """No more messages. `silent` where the provider lets no reply through; `kept`: there are answers, and they stay."""

    silent: bool = False
    kept: bool = True


@dataclass(frozen=True, slots=True)
class OptedIn:
    """Messages are welcome again."""


@dataclass(frozen=True, slots=True)
class EraseAsked:
    """Erasing is asked twice: this is the second time."""

    turn: int


@dataclass(frozen=True, slots=True)
class EraseDropped:
    """The person does not want to erase after all."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Everything of this person goes, for good."""


@dataclass(frozen=True, slots=True)
class NothingHeld:
    """The person wants erased or shown what we do not have."""


@dataclass(frozen=True, slots=True)
class NoSurvey:
    """Nothing is being asked at the moment."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A button of an old question: it changes nothing."""


@dataclass(frozen=True, slots=True)
class EditIgnored:
    """An edited message changes no answer; BACK does."""


@dataclass(frozen=True, slots=True)
class TooEarly:
    """Words that came before the open question was sent: kept, not taken for an answer."""


@dataclass(frozen=True, slots=True)
class GaveUp:
    """Language or consent was not understood three times: the talk rests until START."""


@dataclass(frozen=True, slots=True)
class Expired:
    """Nothing was heard for long: the conversation is closed as it stands."""


Event = (
    Asked
    | Toggled
    | Answered
    | Passed
    | Noted
    | Cleared
    | NotUnderstood
    | Violated
    | MustAnswer
    | GentleAsk
    | LanguageChosen
    | SwitchOffered
    | Consented
    | Declined
    | UnderAge
    | Informed
    | Helped
    | NothingOpen
    | NoSurvey
    | MyData
    | PartEnded
    | Paused
    | ResumeOffered
    | Reminded
    | Submitted
    | Completed
    | OptedOut
    | OptedIn
    | EraseAsked
    | EraseDropped
    | Erased
    | NothingHeld
    | Stale
    | EditIgnored
    | TooEarly
    | GaveUp
    | Expired
)
