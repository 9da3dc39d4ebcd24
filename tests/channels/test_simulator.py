"""The phones in the browser: what they may say, and what they are shown."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Heard, Hook, Malformed, NotGenuine, Outbound, Sent
from bot.channels.simulator import SimulatorSms, SimulatorTelegram
from bot.core.content import Button, Content
from bot.core.questions.base import Reply
from bot.core.said import Said, Tap
from bot.core.sounds import content_type, seconds

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
PHONE = "phone-0123456789abcdef"
BOTH = pytest.mark.parametrize("kind", [SimulatorSms, SimulatorTelegram])
QUESTION = Outbound("out-1", PHONE, Content("ខ" * 71, (Button("ថ្មើរជើង", "3:1"),)))


def channel(kind: Any = SimulatorTelegram, *, allowed: bool = True, shown: list[Outbound] | None = None) -> Any:
    return kind(allowed=allowed, deliver=([] if shown is None else shown).append)


def hook(body: object) -> Hook:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Hook("http://127.0.0.1:8000/hooks/simulator-sms", {}, "", (), sent, "", NOW)


def say(**what: Any) -> dict[str, Any]:
    return {"phone": PHONE, "id": "m1", **what}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (say(text="២"), Said(reply=Reply(text="២"))),
        (say(text=""), Said()),
        (say(text="a\x00\ud83d"), Said(reply=Reply(text="a\ufffd\ufffd"))),
        (say(text="1", tap=None, voice=False), Said(reply=Reply(text="1"))),
        (say(tap={"turn": 3, "says": "2"}), Said(tap=Tap(3, "2"))),
        (say(voice=True), Said(reply=Reply(media="voice", file="simulated"))),
        (say(photo=True), Said(reply=Reply(media="photo", file="simulated"))),
        (say(sticker=True), Said(reply=Reply(media="sticker", file="simulated"))),
        (say(location=[10.63, 103]), Said(reply=Reply(location=(10.63, 103.0, 0.0)))),
        (say(start="wave-2"), Said(reply=Reply(text="/start"), start="wave-2")),
        (say(start=""), Said(reply=Reply(text="/start"), start="")),
    ],
)
@BOTH
def test_a_phone_says_one_thing(kind: Any, body: object, expected: Said) -> None:
    """Its id is unique with the phone's name."""
    assert channel(kind).hear(hook(body)) == (Heard(f"{PHONE}|m1", PHONE, expected, NOW),)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff",
        b"null",
        b"[]",
        {},
        say(),
        say(text="1", voice=True),
        say(text=7),
        say(text=["1"]),
        say(tap=7),
        say(tap={"turn": 3}),
        say(tap={"turn": "3", "says": "2"}),
        say(tap={"turn": -1, "says": "2"}),
        say(tap={"turn": 2**31, "says": "2"}),
        say(tap={"turn": 3, "says": "x" * 65}),
        say(start=7),
        say(location="here"),
        say(location=[1]),
        say(location=[1, 2, 3]),
        say(location=["1", "2"]),
        say(location=[91, 0]),
        say(location=[float("nan"), 0]),
        say(location=[float("inf"), 0]),
        {"id": "m1", "text": "1"},
        {"phone": PHONE, "text": "1"},
        {**say(text="1"), "phone": "short"},
        {**say(text="1"), "phone": "x" * 41},
        {**say(text="1"), "phone": "+85512000001"},
        {**say(text="1"), "phone": 7},
        {**say(text="1"), "id": ""},
        {**say(text="1"), "id": "x" * 65},
        {**say(text="1"), "id": "a\x00"},
    ],
)
def test_anything_else_is_malformed(body: object) -> None:
    """The phones are in strangers' hands."""
    with pytest.raises(Malformed):
        channel().hear(hook(body))


@BOTH
def test_outside_the_demonstration_nobody_plays_a_resident(kind: Any) -> None:
    """Whatever is sent."""
    for body in (say(text="1"), b"{"):
        with pytest.raises(NotGenuine):
            channel(kind, allowed=False).hear(hook(body))


def test_a_text_too_long_is_cut_as_on_a_real_phone() -> None:
    """And its true length noted."""
    (found,) = channel(SimulatorSms).hear(hook(say(text="ក" * 5000)))
    assert (len(found.said.reply.text), found.length) == (1600, 5000)


def test_the_sms_phone_is_answered_in_the_response() -> None:
    """With the segments each reply would cost and the units in each."""
    response = channel(SimulatorSms).respond(None, (QUESTION,))
    assert response == channel(SimulatorSms).respond(None, (QUESTION,))
    (reply,) = json.loads(response.body)["replies"]
    assert (reply["id"], reply["text"], reply["segments"], reply["units"]) == ("out-1", "ខ" * 71, 2, [67, 4])
    assert response.content_type == "application/json"


def test_the_telegram_phone_only_hears_that_it_arrived() -> None:
    """Its messages come through the outbox."""
    assert json.loads(channel().respond(None, (QUESTION,)).body) == {"ok": True}


@BOTH
def test_a_message_is_shown_on_the_phone(kind: Any) -> None:
    """Nothing leaves the machine."""
    shown: list[Outbound] = []
    assert asyncio.run(channel(kind, shown=shown).send(QUESTION)) == Sent("shown-out-1")
    assert shown == [QUESTION]


def test_an_interrupted_message_is_found_where_the_response_carried_it() -> None:
    """On the Telegram phone it is shown again: one id, one bubble."""
    assert asyncio.run(channel(SimulatorSms).find(QUESTION, NOW)) == Sent("shown-out-1")
    assert asyncio.run(channel(SimulatorTelegram).find(QUESTION, NOW)) is None


@BOTH
def test_nothing_is_missed_in_the_browser(kind: Any) -> None:
    """It shows at once that a message was not taken."""
    assert asyncio.run(channel(kind).missed(NOW, NOW)) == ()


@BOTH
def test_every_voice_of_the_phones_is_the_same_short_sound(kind: Any) -> None:
    """Opus in Ogg, as Telegram's: a chime of three seconds, for nobody has spoken."""
    sound = asyncio.run(channel(kind).fetch("simulated"))
    assert (content_type(sound), seconds(sound)) == ("audio/ogg", 3)
    assert len(sound) < 10_000
