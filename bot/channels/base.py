"""What a channel is: a thin translator between a provider's words and ours.

A channel knows nothing of surveys and nothing of SQL. It hears what a provider posts to us, says what goes
back in that same response, and sends one message at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.core.content import Content
from bot.core.said import Said

Status = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Hook:
    """A request to /hooks/<channel>[/status], as it came: nothing decoded that a signature covers.

    `url` is the configured public URL with path and raw query; names in `headers` are in lower case. `form`
    holds the decoded fields in order, with surrogate escapes for bytes that are no UTF-8, so that it can be
    encoded back to what was sent. `path` is "" or "status". `at` is when the request began.
    """

    url: str
    headers: Mapping[str, str]
    query: str
    form: Sequence[tuple[str, str]]
    body: bytes
    path: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """One inbound message. `id` is unique within the channel for ever; `address` is where an answer goes.

    `at` is when it reached us, or the provider where that could not bring it sooner. `turn` is the provider's own
    order within the chat where it has one (Telegram's message_id, which counts what we send there as well).
    `answer_id` is what the response itself must name (a tap's callback query). `trace` is the provider's own id of
    its copy of the message, kept to have it deleted there. `length` is the true number of characters of a text
    that was cut, else None.
    """

    id: str
    address: str
    said: Said
    at: datetime
    turn: int | None = None
    answer_id: str | None = None
    trace: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an outbound message: found by our own `outbound` id or by the provider's `trace`.

    `left` is true where it says that the person does not want us any more (Twilio 21610, Telegram 403).
    """

    status: Status
    outbound: str | None = None
    trace: str | None = None
    error: str | None = None
    left: bool = False
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message on its way: `id` is our own, given to the provider wherever it takes one.

    `closes` is the provider's id of the message whose buttons this one replaces or closes.
    """

    id: str
    address: str
    content: Content
    attempt: int = 1
    closes: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took the message under the id `trace`. `segments` is what it bills, where it says so."""

    trace: str
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back in the response to a hook."""

    body: bytes = b""
    content_type: str = "text/plain"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Traits:
    """What a channel can do; the inbox and the phrases ask these, never a channel's name.

    `answers_in_response`: replies go back in the response to the hook (SMS by TwiML).
    `counts_segments`: every 70 or 160 signs cost money. `buttons`: taps are possible.
    `notices`: a tap can be answered in the response by a few words that are no message.
    `has_callbacks`: the provider reports what became of a message. `per_second`: messages a second
    over the whole channel; `per_address`: seconds between two messages to one address.
    """

    answers_in_response: bool
    counts_segments: bool
    buttons: bool
    has_callbacks: bool
    takes_media: bool
    per_second: float
    per_address: float = 0.0
    longest: int = 1600
    notices: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)


class NotGenuine(Exception):
    """The request is not from the provider: 403, nothing stored."""


class Malformed(Exception):
    """The request is genuine in form but cannot be read; the message says what is wrong with it: 400."""


class Unreadable(Exception):
    """The request is genuine and of a kind we asked for, but not of the shape agreed: kept raw, answered 200.

    A refusal would bring it back for hours and block the person's chat meanwhile.
    """


class SendFailed(Exception):
    """The provider did not take the message, for certain.

    `retry_after` is None when trying again cannot help. `left`: the person blocked us or opted out at the
    provider. `stops`: the fault is in our own settings, so the whole channel must pause. `alone`: the wait is for
    this person (a phone switched off), the others need not wait.
    """

    def __init__(
        self,
        detail: str,
        *,
        retry_after: timedelta | None = None,
        left: bool = False,
        stops: bool = False,
        alone: bool = False,
    ) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
        self.alone = alone
        self.left = left
        self.stops = stops


class SendUncertain(Exception):
    """The call broke off after the provider may have taken it: never blindly sent again."""


class Channel(Protocol):
    """One way to reach people. `name` is what stands in /hooks/<name>."""

    name: str
    traits: Traits

    def hear(self, hook: Hook) -> Sequence[Heard | Report]:
        """What the provider tells us, empty where it does not concern us.

        Raises NotGenuine, Malformed, Unreadable.
        """
        ...

    def respond(self, heard: Heard | None, replies: Sequence[Outbound]) -> Response:
        """What goes back in the response; the same arguments give the same bytes."""
        ...

    async def send(self, outbound: Outbound) -> Sent:
        """Hand one message to the provider. Raises SendFailed, SendUncertain."""
        ...

    async def find(self, outbound: Outbound, since: datetime) -> Sent | None:
        """Look an uncertain message up at the provider: None where it surely never left.

        Raises SendUncertain where the provider cannot be asked or cannot know.
        """
        ...

    async def missed(self, since: datetime, now: datetime) -> Sequence[Heard]:
        """What people said since `since`, where the provider must be asked for what it could not bring.

        Empty where it brings everything in the end. Most of it is known already: ids are those of the hook.
        Each is as old as the provider says, and never younger than `now`. Raises SendUncertain where the provider
        cannot be asked.
        """
        ...

    async def fetch(self, file: str) -> bytes:
        """A recording that somebody sent, by the provider's id of it. Raises SendFailed, SendUncertain.

        To ask twice does no harm, so what is uncertain may be fetched again.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
