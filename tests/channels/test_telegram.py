"""A Telegram bot: what its updates say, what goes back, what is sent to a Telegram on loopback."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import (
    Heard,
    Hook,
    Malformed,
    NotGenuine,
    Outbound,
    SendFailed,
    SendUncertain,
    Sent,
    Unreadable,
)
from bot.channels.telegram import ASKED_FOR, COMMANDS, Telegram
from bot.channels.telegram_line import LOCATION
from bot.core.commands import command_in
from bot.core.content import Button, Content
from bot.core.questions.base import Reply
from bot.core.said import Said, Tap
from tests.providers.ogg import voice_note
from tests.providers.telegram import TOKEN
from tests.providers.telegram import Telegram as Provider

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
SECRET = "a-secret_of-our-own"
URL = "https://yobal.example/hooks/telegram"
BOT = 7000000001
PERSON = 4242
CHAT = {"id": PERSON, "type": "private", "first_name": "Somebody", "username": "nobody_needs_to_know"}
FROM = {"id": PERSON, "is_bot": False, "first_name": "Somebody", "language_code": "km"}
MESSAGE = {"message_id": 101, "date": 1_800_000_000, "chat": CHAT, "from": FROM}


def channel(**changed: Any) -> Telegram:
    return Telegram(**{"token": TOKEN, "secret": SECRET} | changed)


def hook(update: object, headers: dict[str, str] | None = None) -> Hook:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    given = {"x-telegram-bot-api-secret-token": SECRET} if headers is None else headers
    return Hook(URL, given, "", (), body, "", NOW)


def hear(update: object) -> list[Any]:
    return list(channel().hear(hook(update)))


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {**MESSAGE, **content}}


def said(**content: Any) -> Said:
    (found,) = hear(message(**content))
    assert isinstance(found, Heard)
    return found.said


def tap(**changed: Any) -> dict[str, Any]:
    query = {"id": "987654321", "from": FROM, "message": MESSAGE, "chat_instance": "1", "data": "3:2"}
    return {"update_id": 2, "callback_query": {**query, **changed}}


def membership(status: str, **changed: Any) -> dict[str, Any]:
    bot = {"id": BOT, "is_bot": True, "first_name": "Yobal"}
    member = {"user": bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}
    change = {"chat": CHAT, "from": FROM, "date": 1_800_000_000}
    return {
        "update_id": 3,
        "my_chat_member": {**change, "old_chat_member": {"user": bot, "status": "left"}, "new_chat_member": member}
        | changed,
    }


# --- genuine or not ---


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-telegram-bot-api-secret-token": ""},
        {"x-telegram-bot-api-secret-token": "another"},
        {"x-telegram-bot-api-secret-token": SECRET + "x"},
        {"x-telegram-bot-api-secret-token": "ខ្មែរ é \udcff"},
    ],
)
def test_without_our_secret_it_is_not_telegram(headers: dict[str, str]) -> None:
    """Whatever the header holds, and before a byte of the body is read."""
    for body in (message(text="2"), b"{"):
        with pytest.raises(NotGenuine):
            channel().hear(hook(body, headers))


@pytest.mark.parametrize(
    "settings",
    [{"secret": ""}, {"secret": "ខ្មែរ"}, {"secret": "x" * 257}, {"token": ""}, {"token": "no token"}],
)
def test_without_secret_and_token_the_channel_does_not_open(settings: dict[str, str]) -> None:
    """Otherwise anybody could forge what people say."""
    with pytest.raises(ValueError, match=r"secret|token"):
        channel(**settings)


# --- what people say ---


def test_a_message_is_heard() -> None:
    """Its id is made of bot, chat and message; its turn is Telegram's own order; nothing of the profile is kept."""
    (found,) = hear(message(text="២"))
    assert found == Heard(f"{BOT}|4242|101", "4242", Said(reply=Reply(text="២")), NOW, turn=101, trace="101")
    assert "Somebody" not in repr(found)
    assert "nobody_needs_to_know" not in repr(found)


VOICE = {"file_id": "voice-file", "file_unique_id": "v", "duration": 3}
PHOTOS = [{"file_id": f"{size}", "file_unique_id": f"p{size}", "width": size, "height": size} for size in (90, 800)]
FILE = {"file_id": "a-file", "file_unique_id": "f"}
VIDEO = {**FILE, "width": 1, "height": 1, "duration": 1}
STICKER = {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}


@pytest.mark.parametrize(
    ("content", "reply"),
    [
        ({"text": "ដើរ"}, Reply(text="ដើរ")),
        ({"text": "a\x00\ud83d"}, Reply(text="a\ufffd\ufffd")),
        ({"text": "<b>*not markup*"}, Reply(text="<b>*not markup*")),
        ({"voice": VOICE}, Reply(media="voice", file="voice-file")),
        ({"voice": VOICE, "caption": "ខ្ញុំ"}, Reply(text="ខ្ញុំ", media="voice", file="voice-file")),
        ({"photo": PHOTOS}, Reply(media="photo", file="800")),
        ({"video": VIDEO}, Reply(media="video", file="a-file")),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, Reply(media="video", file="a-file")),
        ({"sticker": STICKER}, Reply(media="sticker", file="a-file")),
        ({"document": FILE}, Reply(media="document", file="a-file")),
        ({"audio": {**FILE, "duration": 1}}, Reply(media="document", file="a-file")),
        ({"animation": VIDEO, "document": FILE}, Reply(media="other", file="a-file")),
        ({"dice": {"value": 3, "emoji": "🎲"}}, Reply(media="other")),
        ({"location": {"latitude": 10.63, "longitude": 103.5}}, Reply(location=(10.63, 103.5, 0.0))),
        (
            {"location": {"latitude": 10.63, "longitude": 103.5, "horizontal_accuracy": 12.5}},
            Reply(location=(10.63, 103.5, 12.5)),
        ),
        (
            {"contact": {"phone_number": "85512000001", "first_name": "Somebody", "user_id": PERSON}},
            Reply(text="+85512000001", media="contact"),
        ),
        (
            {"contact": {"phone_number": "+85512000001", "first_name": "Somebody", "user_id": PERSON}},
            Reply(text="+85512000001", media="contact"),
        ),
        (
            {"contact": {"phone_number": "+85512000002", "first_name": "Another", "user_id": 4343}},
            Reply(media="contact"),
        ),
        ({"contact": {"phone_number": "+85512000002", "first_name": "Another"}}, Reply(media="contact")),
    ],
)
def test_every_kind_of_message_is_heard(content: dict[str, Any], reply: Reply) -> None:
    """The largest picture; the number on one's own card only, never on somebody else's."""
    assert said(**content).reply == reply


def test_a_text_too_long_is_cut_and_its_length_noted() -> None:
    """Telegram would not let it through, a server of one's own may."""
    (found,) = hear(message(text="ក" * 5000))
    assert (len(found.said.reply.text), found.length) == (4096, 5000)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("/start", ""),
        ("/start wave-2_km", "wave-2_km"),
        ("/start@yobal_bot wave-2", "wave-2"),
        ("/start  ", ""),
        ("/start something typed", ""),
        ("/start " + "x" * 65, ""),
        ("/started", None),
        ("start", None),
        ("please /start", None),
    ],
)
def test_a_deep_link_brings_its_payload(text: str, start: str | None) -> None:
    """An empty one for a bare start; the words are kept beside it."""
    found = said(text=text)
    assert (found.start, found.reply.text) == (start, text)


def test_a_changed_message_is_another_message() -> None:
    """With an id of its own for each change, or it would be taken for a repeat."""
    found = [
        hear({"update_id": 4, "edited_message": {**MESSAGE, "text": "៣", "edit_date": when}})[0]
        for when in (1_800_000_001, 1_800_000_002)
    ]
    assert [(each.said.edited, each.said.reply.text, each.said.start) for each in found] == [(True, "៣", None)] * 2
    assert len({f"{BOT}|4242|101", *(each.id for each in found)}) == 3


@pytest.mark.parametrize(("status", "left", "returned"), [("kicked", True, False), ("member", False, True)])
def test_who_blocks_the_bot_has_left(status: str, *, left: bool, returned: bool) -> None:
    """And is back when that is undone."""
    (found,) = hear(membership(status))
    assert (found.address, found.said.left, found.said.returned) == ("4242", left, returned)


GROUP = {"id": -100200300, "type": "supergroup", "title": "A village"}


@pytest.mark.parametrize(
    "update",
    [
        message(text="2", chat=GROUP),
        message(text="2", chat={**GROUP, "type": "group"}),
        message(text="2", chat={**GROUP, "type": "channel"}),
        message(text="2", **{"from": {"id": 5, "is_bot": True, "first_name": "Another bot"}}),
        message(pinned_message=MESSAGE),
        message(new_chat_title="A village"),
        {"update_id": 4, "edited_message": {**MESSAGE, "location": {"latitude": 1.0, "longitude": 2.0}}},
        {"update_id": 4, "edited_message": {**MESSAGE, "chat": GROUP, "text": "2"}},
        {"update_id": 5, "channel_post": {**MESSAGE, "chat": {**GROUP, "type": "channel"}, "text": "2"}},
        {"update_id": 6, "inline_query": {"id": "1", "from": FROM, "query": "", "offset": ""}},
        {"update_id": 7, "a_kind_of_next_year": {"text": "2"}},
        tap(message={**MESSAGE, "chat": GROUP}),
        tap(data=None, game_short_name="game"),
        membership("member", chat=GROUP),
        membership("left"),
        {"update_id": 8, "message": None},
        {"update_id": 9},
        {},
        [],
        None,
        7,
        "text",
    ],
)
def test_what_is_no_person_to_us_is_passed_over(update: object) -> None:
    """Groups, channels, bots, the service's own messages, kinds we did not ask for: nobody is answered."""
    assert hear(update) == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\xfd", b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5000])
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    """However deep or long it is."""
    with pytest.raises(Malformed):
        channel().hear(hook(body))


@pytest.mark.parametrize(
    "update",
    [
        {"message": 7},
        {"message": []},
        {"message": {}},
        {"message": {"text": "2"}},
        message(text="2", message_id=2**63),
        message(text="2", message_id="101"),
        message(text="2", message_id=True),
        message(text="2", date=2**63),
        message(text="2", date="yesterday"),
        message(text="2", chat={**CHAT, "id": 2**70}),
        message(text="2", chat={**CHAT, "id": "4242"}),
        message(text="2", chat=None),
        message(text=7),
        message(text=["2"]),
        message(voice={"file_id": "", "file_unique_id": "v", "duration": 3}),
        message(voice={"duration": 3}),
        message(location={"latitude": "north", "longitude": 1}),
        message(location={"latitude": float("inf"), "longitude": 1}),
        message(contact={"phone_number": "855\x00", "first_name": "Somebody", "user_id": PERSON}),
        tap(id=None),
        tap(id=""),
        tap(id="x\x00"),
        tap(data=7),
        tap(**{"from": None}),
        tap(**{"from": {"is_bot": False}}),
        membership("kicked", date="now"),
        {"update_id": 1, "edited_message": {**MESSAGE, "edit_date": "now", "text": "2"}},
    ],
)
def test_a_shape_not_agreed_is_unreadable(update: object) -> None:
    """Of a kind we asked for: it is kept for a person to look at, neither refused nor lost."""
    with pytest.raises(Unreadable):
        hear(update)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_FIELDS = st.sampled_from(
    ("message_id", "date", "chat", "from", "text", "voice", "photo", "location", "contact", "reply_markup", "caption")
)


@given(st.dictionaries(_FIELDS, _JSON | st.just(CHAT) | st.just(FROM), max_size=6), st.sampled_from(ASKED_FOR))
def test_any_update_is_heard_passed_over_or_kept(changed: dict[str, Any], kind: str) -> None:
    """Whatever stands in whatever field; what is heard can be stored."""
    try:
        found = hear({"update_id": 1, kind: {**MESSAGE, "text": "2", **changed}})
    except Unreadable:
        return
    for each in found:
        assert -(2**63) <= int(each.address) < 2**63
        assert "\x00" not in each.id + each.said.reply.text + (each.said.reply.file or "")
        (each.id + each.said.reply.text + (each.said.reply.file or "")).encode()


# --- taps ---


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("3:2", Tap(3, "2")),
        ("0:skip", Tap(0, "skip")),
        ("12:a:b", Tap(12, "a:b")),
        ("3:ដើរ", Tap(3, "ដើរ")),
        ("3:", Tap(-1, "")),
        ("2", Tap(-1, "")),
        (":2", Tap(-1, "")),
        ("-3:2", Tap(-1, "")),
        ("៣:2", Tap(-1, "")),
        ("9999999999:2", Tap(-1, "")),
    ],
)
def test_a_tap_names_its_turn(data: str, expected: Tap) -> None:
    """A button we no longer know belongs to no turn, yet it is heard, so that its waiting ends."""
    (found,) = hear(tap(data=data))
    assert found.said.tap == expected
    assert (found.id, found.address, found.answer_id, found.turn) == (f"{BOT}|tap|987654321", "4242", "987654321", None)


@pytest.mark.parametrize(
    "message", [None, {"chat": CHAT, "message_id": 101, "date": 0}], ids=["missing", "inaccessible"]
)
def test_a_tap_on_an_old_message_is_heard(message: dict[str, Any] | None) -> None:
    """Telegram leaves the message out, or gives its place without its content."""
    (found,) = hear(tap(message=message))
    assert (found.address, found.said.tap) == ("4242", Tap(3, "2"))


def test_a_tap_is_answered_in_the_response() -> None:
    """Its fate does not matter, so it needs no call of its own; a notice goes with it, all messages by the outbox."""
    (tapped,), (spoken,) = hear(tap()), hear(message(text="2"))
    reply = Outbound("1", "4242", Content("Answered already. " * 20))
    plain, noticed = (channel().respond(tapped, replies) for replies in ((), (reply,)))
    answer = {"method": "answerCallbackQuery", "callback_query_id": "987654321"}
    assert json.loads(plain.body) == answer
    assert json.loads(noticed.body) == answer | {"text": ("Answered already. " * 20)[:200]}
    assert plain.content_type == noticed.content_type == "application/json"
    for heard in (spoken, None):
        assert (channel().respond(heard, (reply,)).body, channel().respond(heard, ()).status) == (b"", 200)


# --- sending, to a Telegram on loopback ---


def _silent(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """A service that takes whatever is brought."""
    start_response("200 OK", [])
    return []


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(_silent) as provider:
        provider.receive_text(PERSON, "/start")
        yield provider
        assert provider.violations == []


def do(provider: Provider, act: Callable[[Telegram], Awaitable[Any]], **changed: Any) -> Any:
    async def acted() -> Any:
        sender = channel(api_url=provider.url, **changed)
        try:
            return await act(sender)
        finally:
            await sender.close()

    return asyncio.run(acted())


def send(provider: Provider, content: Content, closes: str | None = None, address: str = "4242", **changed: Any) -> str:
    outbound = Outbound("7f3a", address, content, closes=closes)
    sent: Sent = do(provider, lambda sender: sender.send(outbound), **changed)
    return sent.trace


def calls(provider: Provider) -> list[str]:
    return [call.operation for call in provider.calls]


ASK = Content("តើអ្នកធ្វើដំណើរដោយអ្វី?", (Button("ថ្មើរជើង", "3:1"), Button("ម៉ូតូ", "3:2")))


def test_a_message_is_sent_with_its_buttons(provider: Provider) -> None:
    """One a row, and nothing is marked up: words of people and organisers go as they are."""
    trace = send(provider, ASK)
    assert provider.shown(PERSON) == [ASK.text]
    assert provider.buttons(PERSON) == [["ថ្មើរជើង"], ["ម៉ូតូ"]]
    (call,) = provider.calls
    assert (call.operation, "parse_mode" in call.params) == ("sendMessage", False)
    assert trace == str(provider.messages(PERSON)[-1]["message_id"])


def test_the_order_of_a_chat_counts_both_sides(provider: Provider) -> None:
    """What a person says after a question has a higher number than it: so early words are known without a clock."""
    trace = send(provider, ASK)
    provider.receive_text(PERSON, "2")
    assert int(trace) < provider.messages(PERSON)[-1]["message_id"]


def test_a_long_text_is_sent_in_pieces(provider: Provider) -> None:
    """Of 4,096 UTF-16 units at most; the buttons are under the last."""
    trace = send(provider, Content("😀 " * 3000, ASK.buttons))
    shown = provider.shown(PERSON)
    assert [len(text.encode("utf-16-le")) // 2 <= 4096 for text in shown] == [True] * 3
    assert "".join(shown).count("😀") == 3000
    last = provider.messages(PERSON)[-1]
    assert (str(last["message_id"]), "reply_markup" in last) == (trace, True)


def test_a_place_is_asked_for_with_a_key(provider: Provider) -> None:
    """Other answers are keys beside it; the next message without buttons takes the keys away."""
    send(provider, Content("Where?", (Button("Skip", "3:skip"),), share_location=True))
    assert provider.buttons(PERSON) == [[LOCATION], ["Skip"]]
    send(provider, Content("Thank you"))
    assert provider.buttons(PERSON) == []


@pytest.mark.parametrize(
    ("recording", "kept"), [("file-id-of-telegram", "file-id-of-telegram"), (b"OggS...", None), (None, None)]
)
def test_a_recording_comes_before_the_text(provider: Provider, recording: str | bytes | None, kept: str | None) -> None:
    """By Telegram's own id or as bytes; where there is none, the text alone."""
    send(provider, Content("Listen", voice="market.ogg"), recording=lambda name: recording and _named(name, recording))
    assert calls(provider) == (["sendVoice", "sendMessage"] if recording else ["sendMessage"])
    assert kept is None or provider.calls[0].params["voice"] == kept


def _named(name: str, recording: str | bytes) -> str | bytes:
    assert name == "market.ogg"
    return recording


def test_a_refused_recording_keeps_no_question_back(provider: Provider) -> None:
    """The text goes out all the same."""
    provider.fail("bad-request", operation="sendVoice")
    send(provider, Content("Listen", voice="gone"))
    assert calls(provider) == ["sendVoice", "sendMessage"]


def test_the_buttons_of_the_question_before_are_closed(provider: Provider) -> None:
    """After the next question stands."""
    old = send(provider, ASK)
    send(provider, Content("Next?", (Button("A", "4:1"),)), closes=old)
    assert provider.buttons(PERSON) == [["A"]]
    assert calls(provider) == ["sendMessage", "sendMessage", "editMessageReplyMarkup"]
    with pytest.raises(LookupError):
        provider.tap(PERSON, "3:1")


@pytest.mark.parametrize("fault", ["bad-request", "too-many", "blocked", "server-error", "drop"])
def test_buttons_that_cannot_be_closed_do_no_harm(provider: Provider, fault: Any) -> None:
    """The message is sent; a tap on the old question answers nothing."""
    old = send(provider, ASK)
    provider.fail(fault, operation="editMessageReplyMarkup")
    assert send(provider, Content("Next?"), closes=old)


def test_ticks_are_shown_in_place(provider: Provider) -> None:
    """The same message says the new text; to say the same again is no error."""
    old = send(provider, ASK)
    ticked = Content(ASK.text, (Button("✅ ថ្មើរជើង", "3:1"),), replaces=True)
    assert [send(provider, ticked, closes=old) for _ in range(2)] == [old, old]
    assert provider.shown(PERSON) == [ASK.text]
    assert provider.buttons(PERSON) == [["✅ ថ្មើរជើង"]]


@pytest.mark.parametrize("closes", [None, "999999"])
def test_what_cannot_be_changed_is_sent_anew(provider: Provider, closes: str | None) -> None:
    """The person may have deleted the message."""
    send(provider, Content("Ticks", ASK.buttons, replaces=True), closes=closes)
    assert provider.shown(PERSON) == ["Ticks"]


# --- errors ---


@pytest.mark.parametrize(
    ("fault", "error", "retry", "left"),
    [
        ({"kind": "too-many", "retry_after": 7}, SendFailed, timedelta(seconds=7), False),
        ({"kind": "blocked"}, SendFailed, None, True),
        ({"kind": "bad-request"}, SendFailed, None, False),
        ({"kind": "server-error"}, SendUncertain, None, False),
        ({"kind": "drop"}, SendUncertain, None, False),
        ({"kind": "accept-then-drop"}, SendUncertain, None, False),
    ],
    ids=str,
)
def test_a_failure_says_what_to_do(
    provider: Provider, fault: dict[str, Any], error: type[Exception], retry: timedelta | None, *, left: bool
) -> None:
    """Only what is proven unsent may be sent again; a refused message (a NetworkError to the library too) never."""
    provider.fail(**fault)
    with pytest.raises(error) as caught:
        send(provider, ASK)
    assert TOKEN not in f"{caught.value}{caught.value.__cause__}"
    if isinstance(caught.value, SendFailed):
        assert (caught.value.retry_after, caught.value.left, caught.value.stops) == (retry, left, False)


def test_a_slow_answer_is_uncertain(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram may have sent the message."""
    monkeypatch.setattr("bot.channels.telegram_line._PATIENCE", 0.2)
    provider.fail("slow", seconds=1.0)
    with pytest.raises(SendUncertain):
        send(provider, ASK)
    assert provider.shown(PERSON) == [ASK.text]


def test_a_refused_connection_has_sent_nothing(provider: Provider) -> None:
    """It may be tried again soon."""
    provider.down()
    with pytest.raises(SendFailed) as caught:
        send(provider, ASK)
    assert caught.value.retry_after is not None


def test_a_wrong_token_stops_the_channel(provider: Provider) -> None:
    """Nothing would go out before it is mended."""
    with pytest.raises(SendFailed) as caught:
        send(provider, ASK, token="7000000001:" + "X" * 35)
    assert (caught.value.stops, caught.value.retry_after) == (True, None)
    provider.violations.clear()


@pytest.mark.parametrize("address", ["+85512000001", "", "4343"])
def test_who_is_not_on_telegram_is_not_tried_again(provider: Provider, address: str) -> None:
    """A number is no chat, and nobody can be written to who has not begun."""
    with pytest.raises(SendFailed) as caught:
        send(provider, ASK, address=address)
    assert caught.value.retry_after is None


def test_an_empty_message_is_not_sent(provider: Provider) -> None:
    """Telegram would refuse it."""
    with pytest.raises(SendFailed):
        send(provider, Content(" \n"))
    assert calls(provider) == []


def test_telegram_does_not_tell_what_it_has_sent(provider: Provider) -> None:
    """So an uncertain message stays uncertain."""
    with pytest.raises(SendUncertain):
        do(provider, lambda sender: sender.find(Outbound("1", "4242", ASK), NOW))


def test_telegram_brings_what_was_missed_by_itself(provider: Provider) -> None:
    """There is nothing to ask for."""
    assert do(provider, lambda sender: sender.missed(NOW, NOW)) == ()
    assert calls(provider) == []


def test_one_sender_serves_several_loops(provider: Provider) -> None:
    """A connection of a closed loop would fail, so each loop has its own, also after `close`."""
    sender = channel(api_url=provider.url)

    async def bot() -> object:
        return sender._line._bot()

    async def once() -> None:
        assert await bot() is await bot()
        await sender.send(Outbound("1", "4242", ASK))
        await sender.close()

    first = asyncio.run(bot())
    assert asyncio.run(bot()) is not first
    for _ in range(2):
        asyncio.run(once())
    assert len(provider.shown(PERSON)) == 2


def test_no_log_holds_the_token(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    """It is in every URL, and the HTTP library writes URLs."""
    logging.getLogger("httpx").setLevel(logging.NOTSET)
    caplog.set_level(logging.INFO)
    provider.fail("server-error", operation="editMessageReplyMarkup")
    send(provider, ASK, closes="1")
    assert TOKEN not in caplog.text
    assert ASK.text not in caplog.text


# --- setting up ---


def test_the_webhook_is_set_with_its_secret(provider: Provider) -> None:
    """Only for the kinds we hear, and what waits there is kept."""
    do(provider, lambda sender: sender.set_webhook(URL))
    settings = provider.webhook.settings
    assert (settings.url, settings.secret_token, settings.allowed_updates) == (URL, SECRET, list(ASKED_FOR))
    assert "drop_pending_updates" not in provider.calls[-1].params
    health = do(provider, lambda sender: sender.health())
    assert (health.url, health.last_error, health.last_error_at) == (URL, None, None)


def test_the_commands_are_shown_in_both_languages(provider: Provider) -> None:
    """Khmer where the app is in Khmer, English for everybody else."""
    do(provider, lambda sender: sender.set_commands())
    shown = {language: [row["description"] for row in rows] for (_, language), rows in provider.commands.items()}
    assert shown == {"": [words.en for words in COMMANDS.values()], "km": [words.km for words in COMMANDS.values()]}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shown_is_understood(name: str) -> None:
    """With its slash, with the bot's name behind it, and the Khmer word beside it alone."""
    meant = command_in(f"/{name}", None)
    assert meant is not None
    assert command_in(f"/{name}@yobal_bot", None) == command_in(COMMANDS[name].km, None) == meant


# --- what the provider itself posts ---


def test_what_people_do_is_heard(provider: Provider) -> None:
    """Whole updates, as Telegram writes them."""
    send(provider, ASK)
    deliveries = [
        provider.start(PERSON, payload="wave-2"),
        provider.receive_text(PERSON, "២"),
        provider.tap(PERSON, "ម៉ូតូ"),
        provider.voice(PERSON),
        provider.location(PERSON, 10.6, 103.5),
        provider.contact(PERSON, "85512000001"),
        provider.edited(PERSON, 101, "1"),
        provider.blocked(PERSON),
        provider.unblocked(PERSON),
    ]
    found = [hear(delivery.update)[0].said for delivery in deliveries]
    assert found[0].start == "wave-2"
    assert [each.tap for each in found if each.tap] == [Tap(3, "2")]
    assert [each.reply.media for each in found if each.reply.media] == ["voice", "contact"]
    assert [each.edited for each in found].count(True) == 1
    assert (found[-2].left, found[-1].returned) == (True, True)


# --- recordings ---


def fetch(provider: Provider, file: str, **changed: Any) -> bytes:
    got: bytes = do(provider, lambda sender: sender.fetch(file), **changed)
    return got


def recording(provider: Provider, **more: Any) -> str:
    """What somebody has just said, by Telegram's name of it."""
    file: str = provider.voice(PERSON, **more).update["message"]["voice"]["file_id"]
    return file


def test_a_recording_is_fetched_whole(provider: Provider) -> None:
    """First its address, then its bytes."""
    file = recording(provider, seconds=2)
    assert fetch(provider, file) == voice_note(2)
    assert calls(provider) == ["getFile", "file"]


@pytest.mark.parametrize(("size", "why"), [(20_000_001, "too big"), (None, "Invalid file_id")])
def test_what_telegram_will_never_give_is_not_asked_for_again(provider: Provider, size: int | None, why: str) -> None:
    """Neither a file of more than 20 MB nor one it does not know."""
    file = recording(provider, size=size) if size else "AwACAgUAAxkBAAIunknown"
    with pytest.raises(SendFailed, match=why) as caught:
        fetch(provider, file)
    assert (caught.value.retry_after, caught.value.stops) == (None, False)


@pytest.mark.parametrize("operation", ["getFile", "file"])
@pytest.mark.parametrize("fault", ["too-many", "server-error", "drop", "accept-then-drop", "slow"])
def test_what_telegram_cannot_give_now_is_asked_for_again(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, operation: str, fault: Any
) -> None:
    """At the address or at the bytes; and no word of the failure holds the token, which is in both."""
    monkeypatch.setattr("bot.channels.telegram_line._PATIENCE", 0.2)
    file = recording(provider)
    provider.fail(fault, operation=operation)
    with pytest.raises((SendFailed, SendUncertain)) as caught:
        fetch(provider, file)
    assert TOKEN not in f"{caught.value!r}{caught.value.__cause__!r}"
    if isinstance(caught.value, SendFailed):
        assert caught.value.retry_after is not None
    assert fetch(provider, file) == voice_note(3)


def test_a_file_that_is_away_is_no_wrong_token(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library takes every 404 for a wrong token; that would stop the whole channel."""
    file = recording(provider)
    monkeypatch.setattr(provider.files, "at", lambda _path: None)
    with pytest.raises(SendFailed, match="does not find the file") as caught:
        fetch(provider, file)
    assert (caught.value.stops, caught.value.alone, caught.value.retry_after is not None) == (False, True, True)


def test_a_wrong_token_stops_the_fetching_too(provider: Provider) -> None:
    """It is our own setting that has to be mended."""
    with pytest.raises(SendFailed) as caught:
        fetch(provider, "AwACAgUAAxkBAAI1", token="7000000001:" + "X" * 35)
    assert caught.value.stops
    provider.violations.clear()


@pytest.mark.parametrize("content", [b"", b"x" * 20_000_001])
def test_a_file_of_no_use_is_not_kept(provider: Provider, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Whatever its size was said to be."""
    file = recording(provider)
    monkeypatch.setattr(provider.files, "at", lambda _path: content)
    with pytest.raises(SendFailed, match="bytes"):
        fetch(provider, file)


def test_no_file_of_this_machine_is_read(provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would, where the API names one: what the API says is not trusted with that."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"OggS of this machine")
    described = {"file_id": "AwACAgUAAxkBAAI1", "file_unique_id": "AgAD1", "file_path": str(secret)}
    monkeypatch.setattr(provider.files, "described", lambda _file: described)
    with pytest.raises(SendFailed, match="does not say where"):
        fetch(provider, "AwACAgUAAxkBAAI1")
    assert calls(provider) == ["getFile"]


def test_no_log_holds_the_address_of_a_file(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever has it can fetch the recording, and everything else of the bot."""
    logging.getLogger("httpx").setLevel(logging.NOTSET)
    caplog.set_level(logging.INFO)
    assert fetch(provider, recording(provider))
    assert TOKEN not in caplog.text
