"""The phones in the browser of `make run`: one speaks SMS, one Telegram. Nothing is sent anywhere.

A hook's body is JSON: `phone` (a name the browser made up, which nobody can guess), `id` (unique to the
message) and one of `text`, `tap` {"turn", "says"}, `start` (a payload), `location` [latitude, longitude],
`voice`, `photo`, `sticker` (true).
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels.base import Heard, Hook, Malformed, NotGenuine, Outbound, Report, Response, Sent, Traits
from bot.channels.text import legible
from bot.core.questions.base import Media, Reply
from bot.core.said import Said, Tap
from bot.core.segments import segments, sms_text

SAMPLE_VOICE = Path(__file__).with_name("simulated-voice.ogg")  # Opus in Ogg: a chime instead of anybody's voice

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PHONE = re.compile(r"[A-Za-z0-9-]{8,40}")
_MEDIA: tuple[Media, ...] = ("voice", "photo", "sticker")
_SAYS = 64  # characters a button may say
_TURNS = 2**31
_JSON = "application/json"


class _Phone:
    """What both phones share. `deliver` shows one message on the phone `outbound.address`.

    Outside the demonstration (`allowed` is false) every hook is refused: anybody could play a resident.
    """

    name: str
    traits: Traits

    def __init__(self, *, allowed: bool, deliver: Callable[[Outbound], None]) -> None:
        self._allowed, self._deliver = allowed, deliver

    def hear(self, hook: Hook) -> Sequence[Heard | Report]:
        """One message. Raises NotGenuine outside the demonstration, Malformed."""
        if not self._allowed:
            raise NotGenuine("the phones in the browser are part of the demonstration only")
        data = _read(hook.body)
        phone, own = _matching(data, "phone", _PHONE), _matching(data, "id", _ID)
        text, length = legible(_text(data, "text"), self.traits.longest)
        return (Heard(id=f"{phone}|{own}", address=phone, said=_said(data, text), at=hook.at, length=length),)

    async def send(self, outbound: Outbound) -> Sent:
        """Show the message on the phone."""
        self._deliver(outbound)
        return Sent(f"shown-{outbound.id}")

    async def missed(self, since: datetime, now: datetime) -> Sequence[Heard]:  # noqa: ARG002 - nothing to ask
        """The browser shows at once that a message was not taken."""
        return ()

    async def fetch(self, file: str) -> bytes:  # noqa: ARG002 - everybody says the same
        """The sample voice message."""
        return SAMPLE_VOICE.read_bytes()

    async def close(self) -> None:
        """Nothing is held open."""


class SimulatorSms(_Phone):
    """A phone without buttons; replies come in the response, as with TwiML."""

    name = "simulator-sms"
    traits = Traits(
        answers_in_response=True,
        counts_segments=True,
        buttons=False,
        has_callbacks=False,
        takes_media=False,
        per_second=100.0,
    )

    def respond(self, heard: Heard | None, replies: Sequence[Outbound]) -> Response:  # noqa: ARG002 - as in TwiML
        """The replies with what they would cost."""
        return _json({"replies": [_priced(reply) for reply in replies]})

    async def find(self, outbound: Outbound, since: datetime) -> Sent | None:  # noqa: ARG002 - nothing to ask
        """The response was the delivery."""
        return Sent(f"shown-{outbound.id}")


class SimulatorTelegram(_Phone):
    """A phone with buttons; every message goes through the outbox."""

    name = "simulator-telegram"
    traits = Traits(
        answers_in_response=False,
        counts_segments=False,
        buttons=True,
        has_callbacks=False,
        takes_media=True,
        per_second=100.0,
        longest=4096,
    )

    def respond(self, heard: Heard | None, replies: Sequence[Outbound]) -> Response:  # noqa: ARG002 - always the same
        """Only that it arrived."""
        return _json({"ok": True})

    async def find(self, outbound: Outbound, since: datetime) -> Sent | None:  # noqa: ARG002 - nothing to ask
        """Showing a message twice is harmless: one `id`, one bubble."""
        return None


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the body is no JSON") from error
    if not isinstance(data, dict):
        raise Malformed("the body is no JSON object")
    return data


def _said(data: Mapping[str, Any], text: str) -> Said:
    """The one thing the phone says. Raises Malformed where it says nothing or several things."""
    given = [kind for kind in ("text", "tap", "start", "location", *_MEDIA) if data.get(kind) not in (None, False)]
    if len(given) != 1:
        raise Malformed("exactly one of text, tap, start, location, voice, photo, sticker is needed")
    match given[0]:
        case "text":
            return Said(reply=Reply(text=text))
        case "tap":
            return Said(tap=_tap(data["tap"]))
        case "start":
            return Said(reply=Reply(text="/start"), start=_text(data, "start")[:_SAYS])
        case "location":
            return Said(reply=Reply(location=_place(data["location"])))
        case other:
            return Said(reply=Reply(media=next(media for media in _MEDIA if media == other), file="simulated"))


def _tap(given: object) -> Tap:
    match given:
        case {"turn": int(turn), "says": str(says)} if 0 <= turn < _TURNS and len(says) <= _SAYS:
            return Tap(turn=int(turn), says=legible(says, _SAYS)[0])
    raise Malformed("a tap has a turn and what it says")


def _place(given: object) -> tuple[float, float, float]:
    match given:
        case [int() | float() as latitude, int() | float() as longitude] if _on_earth(latitude, longitude):
            return float(latitude), float(longitude), 0.0
    raise Malformed("a location is [latitude, longitude]")


def _on_earth(latitude: float, longitude: float) -> bool:
    return math.fabs(latitude) <= 90 and math.fabs(longitude) <= 180  # noqa: PLR2004 - degrees


def _matching(data: Mapping[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise Malformed(f"{name} does not look like one")
    return value


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name) or ""
    if not isinstance(value, str):
        raise Malformed(f"{name} is no text")
    return value


def _priced(reply: Outbound) -> dict[str, Any]:
    cost = segments(sms_text(reply.content.text))
    return reply.content.to_json() | {"id": reply.id, "segments": cost.segments, "units": list(cost.units)}


def _json(data: Mapping[str, Any]) -> Response:
    return Response(json.dumps(data, ensure_ascii=False).encode(), _JSON)
