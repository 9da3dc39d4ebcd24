"""The Telegram of the tests behaves as Telegram does, seen through python-telegram-bot."""

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.providers.ogg import voice_note
from tests.providers.server import Remote
from tests.providers.telegram import TOKEN, Telegram

CHAT = 5_000_000_042  # more than 32 bits, as real ones may be
HOOK = "https://yobal.example/hooks/telegram"
SECRET = "a-secret_1"
TRAVEL = InlineKeyboardMarkup(
    [[InlineKeyboardButton("ម៉ូតូ", callback_data="q1:moto"), InlineKeyboardButton("On foot", callback_data="q1:foot")]]
)

Answers = list[tuple[int, dict[str, str], bytes]]


class House:
    """A service under test, as a WSGI application: keeps what it was brought, and says what it is told to say.

    `answers` are for updates that hold the text `to`, one each; to all others it says 200.
    """

    def __init__(self) -> None:
        self.answers: Answers = []
        self.to = ""
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []

    def hear(self, secret: str | None, body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.secrets.append(secret)
        self.updates.append(json.loads(body))
        return self.answers.pop(0) if self.answers and self.to in body.decode() else (200, {}, b"")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        status, headers, said = self.hear(environ.get("HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN"), body)
        start_response(f"{status} .", [("Content-Type", "application/json"), *headers.items()])
        return [said]

    @property
    def texts(self) -> list[str]:
        """What people wrote, as it came."""
        return [update["message"]["text"] for update in self.updates if "message" in update]


@pytest.fixture(autouse=True)
def _future_retry_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns where RetryAfter still counts in whole seconds."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def telegram(house: House) -> Iterator[Telegram]:
    with Telegram(house) as telegram:
        telegram.set_webhook(HOOK, SECRET)
        telegram.start(CHAT)
        house.updates.clear()
        yield telegram


def ask(telegram: Telegram, call: Callable[[Bot], Awaitable[Any]], token: str = TOKEN) -> Any:
    """What the bot of python-telegram-bot makes of a call."""

    async def run() -> Any:
        async with Bot(token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot") as bot:
            return await call(bot)

    return asyncio.run(run())


def test_a_message_is_sent_and_shown(telegram: Telegram) -> None:
    """What is sent is on the phone, with its buttons, and without white space around it."""
    sent = ask(telegram, lambda bot: bot.send_message(CHAT, " តើអ្នកធ្វើដំណើរដោយអ្វី? \n", reply_markup=TRAVEL))
    assert telegram.shown(CHAT) == ["តើអ្នកធ្វើដំណើរដោយអ្វី?"]
    assert telegram.buttons(CHAT) == [["ម៉ូតូ", "On foot"]]
    assert (sent.chat_id, sent.reply_markup, sent.from_user.is_bot) == (CHAT, TRAVEL, True)
    assert telegram.violations == []


def test_everything_a_bot_sets_up_is_taken(telegram: Telegram) -> None:
    """Commands by language, names, menu, webhook: no call of python-telegram-bot is outside the description."""

    async def set_up(bot: Bot) -> Any:
        await bot.set_my_commands([BotCommand("start", "ចាប់ផ្តើម")], language_code="km")
        await bot.set_my_commands([BotCommand("start", "Begin")])
        await bot.set_my_description("យោបល់")
        await bot.set_chat_menu_button()
        await bot.send_chat_action(CHAT, "typing")
        await bot.delete_my_commands()
        await bot.set_webhook(HOOK, secret_token=SECRET, max_connections=2, allowed_updates=["message"])
        return await bot.get_my_commands(language_code="km"), await bot.get_my_commands(), await bot.get_webhook_info()

    khmer, default, hook = ask(telegram, set_up)
    assert [command.description for command in khmer] == ["ចាប់ផ្តើម"]
    assert default == ()
    assert (hook.url, hook.max_connections, hook.allowed_updates) == (HOOK, 2, ("message",))
    assert telegram.violations == []


def test_a_message_is_edited_and_deleted(telegram: Telegram) -> None:
    """An edit that names no buttons takes them away; the same again is refused; what is deleted is gone."""

    async def edit(bot: Bot) -> Any:
        sent = await bot.send_message(CHAT, "one", reply_markup=TRAVEL)
        await bot.edit_message_text("two", CHAT, sent.message_id)
        with pytest.raises(BadRequest, match="Message is not modified"):
            await bot.edit_message_text("two", CHAT, sent.message_id)
        await bot.edit_message_reply_markup(CHAT, sent.message_id, reply_markup=TRAVEL)
        with pytest.raises(BadRequest, match="Message is not modified"):
            await bot.edit_message_reply_markup(CHAT, sent.message_id, reply_markup=TRAVEL)
        await bot.edit_message_reply_markup(CHAT, sent.message_id)
        assert telegram.shown(CHAT) == ["two"]
        await bot.delete_message(CHAT, sent.message_id)
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await bot.edit_message_text("three", CHAT, sent.message_id)
        with pytest.raises(BadRequest, match="Message can't be edited"):
            await bot.edit_message_text("four", CHAT, telegram.messages(CHAT)[0]["message_id"])

    ask(telegram, edit)
    assert telegram.shown(CHAT) == []


def asking(button: dict[str, str]) -> dict[str, Any]:
    """A message with one inline button."""
    return {"chat_id": CHAT, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}}


def commands(command: str, description: str) -> dict[str, Any]:
    """A list of one command."""
    return {"commands": [{"command": command, "description": description}]}


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 1, "text": "x"}, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": CHAT}, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": CHAT, "text": ""}, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": CHAT, "text": " \n"}, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": CHAT, "text": "😀" * 2049}, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": CHAT, "text": "\ud83d"}, "Bad Request: strings must be encoded in UTF-8"),
        ("sendMessage", {"chat_id": CHAT, "text": 7}, "Bad Request: can't parse text: 7 is no String"),
        (
            "sendMessage",
            {"chat_id": CHAT, "text": "x", "reply_parameters": {"message_id": 1}},
            "Bad Request: message to be replied not found",
        ),
        ("sendMessage", asking({"text": "a", "callback_data": "ក" * 22}), "Bad Request: BUTTON_DATA_INVALID"),
        (
            "sendMessage",
            asking({"text": "a"}),
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ("sendMessage", {**asking({}), "reply_markup": 7}, "Bad Request: object expected as reply markup"),
        ("editMessageText", {"chat_id": CHAT, "text": "x"}, "Bad Request: message to edit not found"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "7"},
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        ("getFile", {"file_id": "nothing"}, "Bad Request: invalid file_id"),
        ("setWebhook", {"url": "ftp://x"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ("setWebhook", {"url": HOOK, "secret_token": "ក"}, "Bad Request: secret token contains unallowed characters"),
        ("setMyCommands", commands("Start!", "x"), "Bad Request: BOT_COMMAND_INVALID"),
        ("setMyCommands", commands("a", ""), "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        ("sendEverything", {}, "Not Found"),
    ],
)
def test_a_wrong_call_is_refused(telegram: Telegram, method: str, params: dict[str, Any], description: str) -> None:
    """Telegram says what is wrong in its own words, and nothing is sent."""
    answer = requests.post(f"{telegram.url}/bot{TOKEN}/{method}", json=params, timeout=5)
    assert answer.json() == {"ok": False, "error_code": answer.status_code, "description": description}
    assert telegram.shown(CHAT) == []


@pytest.mark.parametrize(
    "params",
    [
        {"chat_id": CHAT, "text": "x", "reply_markup": '{"remove_keyboard": true}'},
        {"chat_id": str(CHAT), "text": "7", "disable_notification": "true"},
    ],
)
@pytest.mark.parametrize("form", ["json", "data", "params"])
def test_a_call_may_come_in_any_form(telegram: Telegram, form: Any, params: dict[str, Any]) -> None:
    """JSON, a form and a query mean the same, and numbers may be written out."""
    sent: dict[str, Any] = {form: params}
    answer = requests.post(f"{telegram.url}/bot{TOKEN}/sendMessage", timeout=5, **sent)
    assert answer.json()["ok"]
    assert telegram.violations == []


def test_a_typing_error_in_a_parameter_does_not_pass(telegram: Telegram) -> None:
    """Telegram ignores what it does not know; the fake does too, and remembers it."""
    params: dict[str, Any] = {"chat_id": CHAT, "text": "x", "reply_markupp": "{}"}
    assert requests.post(f"{telegram.url}/bot{TOKEN}/sendMessage", json=params, timeout=5).json()["ok"]
    assert telegram.violations == ["sendMessage: reply_markupp: is not described"]


def test_a_wrong_token_is_refused(telegram: Telegram) -> None:
    """Without the bot's token nothing can be done."""
    with pytest.raises(InvalidToken):
        ask(telegram, lambda bot: bot.get_me(), token="7000000001:wrong")


def read_back(update: dict[str, Any]) -> Any:
    """The update as python-telegram-bot's type."""
    return Update.de_json(update, None)


def test_an_update_is_whole_and_carries_the_secret(telegram: Telegram, house: House) -> None:
    """python-telegram-bot reads every kind of update back."""
    ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=TRAVEL))
    telegram.receive_text(CHAT, "សួស្តី")
    telegram.start(CHAT, "wave-2")
    telegram.location(CHAT, 10.6, 103.5)
    telegram.contact(CHAT, "85512000001")
    telegram.receive(CHAT, sticker={"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
                                    "is_animated": False, "is_video": False})  # fmt: skip
    telegram.edited(CHAT, telegram.messages(CHAT)[2]["message_id"], "ជម្រាបសួរ")
    telegram.tap(CHAT, "ម៉ូតូ")
    telegram.tap(CHAT, "q1:foot", old=True)
    telegram.blocked(CHAT)
    telegram.unblocked(CHAT)
    text, start, place, card, sticker, edit, tap, old, kicked, back = map(read_back, house.updates)
    assert set(house.secrets) == {SECRET}
    assert text.message.text == "សួស្តី"
    assert start.message.text == "/start wave-2"
    assert start.message.entities[0].length == len("/start")
    assert place.message.location.longitude == 103.5
    assert card.message.contact.user_id == CHAT
    assert sticker.message.sticker.file_id == "s"
    assert edit.edited_message.text == "ជម្រាបសួរ"
    assert (tap.callback_query.data, tap.callback_query.message.text) == ("q1:moto", "?")
    assert (old.callback_query.data, old.callback_query.message.is_accessible) == ("q1:foot", False)
    assert (kicked.my_chat_member.new_chat_member.status, back.my_chat_member.new_chat_member.status) == (
        "kicked",
        "member",
    )
    assert all(text.update_id < later.update_id for later in (start, back))


def test_a_group_is_a_group(telegram: Telegram, house: House) -> None:
    """A chat with a negative id is no private one."""
    telegram.receive_text(-100123, "hello all")
    assert house.updates[0]["message"]["chat"]["type"] == "supergroup"


def test_a_voice_note_can_be_fetched(telegram: Telegram) -> None:
    """It is a real Opus file; one that is too large is refused, as Telegram does above 20 MB."""

    async def fetch(bot: Bot) -> bytes:
        file = await bot.get_file(telegram.messages(CHAT)[-1]["voice"]["file_id"])
        return bytes(await file.download_as_bytearray())

    telegram.voice(CHAT, 3)
    assert ask(telegram, fetch) == voice_note(3)
    telegram.voice(CHAT, 3, size=20_000_001)
    with pytest.raises(BadRequest, match="File is too big"):
        ask(telegram, fetch)


def test_a_bot_sends_voice(telegram: Telegram) -> None:
    """A file is uploaded once and sent again by its id."""

    async def speak(bot: Bot) -> Any:
        first: Any = await bot.send_voice(CHAT, voice_note(), caption="ស្តាប់")
        return first, await bot.send_voice(CHAT, first.voice.file_id)

    first, second = ask(telegram, speak)
    assert first.voice.file_size == second.voice.file_size == len(voice_note())
    assert telegram.shown(CHAT) == ["ស្តាប់", "[voice]"]
    assert telegram.violations == []


def test_a_tap_is_answered_and_knows_its_button(telegram: Telegram, house: House) -> None:
    """Taps find the newest button with that label or data, or that of one message; a wrong one tells what there is."""
    first = ask(telegram, lambda bot: bot.send_message(CHAT, "1", reply_markup=TRAVEL))
    ask(telegram, lambda bot: bot.send_message(CHAT, "2", reply_markup=TRAVEL))
    telegram.tap(CHAT, "On foot")
    telegram.tap(CHAT, "On foot", first.message_id)
    newest, named = (update["callback_query"] for update in house.updates)
    assert (newest["message"]["text"], named["message"]["text"]) == ("2", "1")
    ask(telegram, lambda bot: bot.answer_callback_query(newest["id"], "អរគុណ", show_alert=True))
    assert telegram.toasts(CHAT) == [("អរគុណ", True)]
    with pytest.raises(LookupError, match="On foot"):
        telegram.tap(CHAT, "By boat")


def test_a_reply_keyboard_writes_for_the_person(telegram: Telegram, house: House) -> None:
    """Its buttons send their label, and it stays until it is taken away."""
    keyboard = ReplyKeyboardMarkup([["១", "២"], ["រំលង"]])
    ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=keyboard))
    assert telegram.buttons(CHAT) == [["១", "២"], ["រំលង"]]
    telegram.tap(CHAT, "២")
    assert house.texts == ["២"]
    ask(telegram, lambda bot: bot.send_message(CHAT, "!", reply_markup=ReplyKeyboardRemove()))
    assert telegram.buttons(CHAT) == []


def test_who_blocks_the_bot_gets_nothing(telegram: Telegram) -> None:
    """403 until the block is taken back."""
    telegram.blocked(CHAT)
    with pytest.raises(Forbidden, match="blocked by the user"):
        ask(telegram, lambda bot: bot.send_message(CHAT, "x"))
    telegram.unblocked(CHAT)
    ask(telegram, lambda bot: bot.send_message(CHAT, "y"))
    assert telegram.shown(CHAT) == ["y"]


def test_a_refused_update_comes_again_and_holds_up_its_chat_alone(telegram: Telegram, house: House) -> None:
    """In one chat the order is kept, whatever it costs; the others go on."""
    house.answers, house.to = [(500, {}, b"")] * 3, '"text": "1"'
    first = telegram.receive_text(CHAT, "1")
    assert first.attempts[0] == 500
    telegram.receive_text(CHAT + 1, "other")
    telegram.receive_text(CHAT, "2")
    telegram.settle()
    assert first.attempts == [500, 500, 500, 200]
    assert [text for text in house.texts if text != "other"] == ["1"] * 4 + ["2"]
    assert house.texts.index("other") < 4


def test_a_tap_overtakes_the_messages_of_its_chat(telegram: Telegram, house: House) -> None:
    """Taps wait in a queue of their own."""
    ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=TRAVEL))
    house.answers = [(503, {"Retry-After": "60"}, b"")]
    text = telegram.receive_text(CHAT, "1")
    assert telegram.tap(CHAT, "On foot").attempts == [200]
    assert not text.taken
    telegram.settle()
    assert text.attempts == [503, 200]


def test_a_tap_is_dropped_after_150_seconds(house: House) -> None:
    """A message outlives an outage that a tap does not."""
    with Telegram(house, second=0.0005) as telegram:
        telegram.set_webhook(HOOK)
        telegram.start(CHAT)
        ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=TRAVEL))
        house.answers = [(500, {}, b"")] * 40
        tap, text = telegram.tap(CHAT, "On foot"), telegram.receive_text(CHAT, "1")
        telegram.webhook.wait(lambda: tap.over, 5)
        house.answers.clear()
        telegram.settle()
        assert (tap.taken, tap.dropped) == (False, True)
        assert text.taken


def test_our_retry_after_is_obeyed(telegram: Telegram, house: House) -> None:
    """A 503 that says when is asked again then."""
    house.answers = [(503, {"Retry-After": "10"}, b"")]
    began = time.monotonic()
    telegram.receive_text(CHAT, "1")
    telegram.settle()
    assert time.monotonic() - began >= 0.1
    assert house.texts == ["1", "1"]


def test_an_update_may_come_twice(telegram: Telegram, house: House) -> None:
    """When our answer gets lost the same update comes again, with the same id."""
    first = telegram.receive_text(CHAT, "1")
    telegram.again(first.update["update_id"])
    assert house.updates[0] == house.updates[1]


def test_updates_wait_for_a_webhook(house: House) -> None:
    """What comes before there is one is counted and brought later; kinds that were not asked for never come."""
    with Telegram(house) as telegram:
        telegram.receive_text(CHAT, "early")
        assert ask(telegram, lambda bot: bot.get_webhook_info()).pending_update_count == 1
        ask(telegram, lambda bot: bot.set_webhook(HOOK, allowed_updates=["message"]))
        telegram.settle()
        assert telegram.blocked(CHAT).dropped
        assert house.texts == ["early"]
        ask(telegram, lambda bot: bot.delete_webhook())
        waiting = telegram.receive_text(CHAT, "thrown away")
        ask(telegram, lambda bot: bot.set_webhook(HOOK, drop_pending_updates=True))
        telegram.settle()
        assert (waiting.dropped, house.texts) == (True, ["early"])


def test_the_last_error_is_told(telegram: Telegram, house: House) -> None:
    """The webhook's info says what went wrong with our service, answer or none."""
    house.answers = [(500, {}, b"")]
    telegram.receive_text(CHAT, "1")
    info = ask(telegram, lambda bot: bot.get_webhook_info())
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    with Telegram("http://127.0.0.1:9") as alone:  # the discard port: nobody listens
        alone.set_webhook(HOOK)
        assert alone.receive_text(CHAT, "1").attempts == [None]
        assert ask(alone, lambda bot: bot.get_webhook_info()).last_error_message == "Connection refused"


def test_a_method_in_the_answer_is_done(telegram: Telegram, house: House) -> None:
    """What our service answers an update with is carried out, and nobody hears how it went."""
    ask(telegram, lambda bot: bot.send_message(CHAT, "?", reply_markup=TRAVEL))
    said = {"method": "sendMessage", "chat_id": CHAT, "text": "in the answer"}
    wrong = {"method": "answerCallbackQuery", "callback_query_id": "0", "text": "too late"}
    house.answers = [(200, {}, json.dumps(answer).encode()) for answer in (said, wrong, {"method": "getMe"})]
    for text in "123":
        telegram.receive_text(CHAT, text)
    assert telegram.shown(CHAT) == ["?", "in the answer"]
    assert [(call.operation, call.status) for call in telegram.calls[-2:]] == [
        ("sendMessage", 200),
        ("answerCallbackQuery", 400),
    ]
    assert telegram.violations == ["getMe cannot be called in the answer to an update"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("too-many", RetryAfter),
        ("blocked", Forbidden),
        ("bad-request", BadRequest),
        ("server-error", NetworkError),
        ("drop", NetworkError),
        ("accept-then-drop", NetworkError),
    ],
)
def test_it_fails_on_demand(telegram: Telegram, kind: Any, error: type[TelegramError]) -> None:
    """A fault strikes the calls it was made for; only one kind of it lets the message through."""
    telegram.fail(kind, operation="sendMessage", address=str(CHAT), retry_after=7)
    with pytest.raises(error) as failed:
        ask(telegram, lambda bot: bot.send_message(CHAT, "x"))
    if isinstance(failed.value, RetryAfter):
        assert failed.value.retry_after == timedelta(seconds=7)
    assert telegram.shown(CHAT) == ["x"] * (kind == "accept-then-drop")
    ask(telegram, lambda bot: bot.send_message(CHAT, "y"))
    assert telegram.shown(CHAT)[-1] == "y"
    assert [call.fault for call in telegram.calls if call.operation == "sendMessage"] == [kind, None]


def test_a_429_says_when_in_a_header_too(telegram: Telegram) -> None:
    """Retry-After and parameters.retry_after are the same."""
    telegram.fail("too-many", retry_after=7)
    answer = requests.post(f"{telegram.url}/bot{TOKEN}/getMe", timeout=5)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["parameters"] == {"retry_after": 7}


def test_it_is_slow_on_demand(telegram: Telegram) -> None:
    """A client that does not wait is told nothing, and the message is sent."""
    telegram.fail("slow", operation="sendMessage", seconds=30)
    with pytest.raises(TimedOut):
        ask(telegram, lambda bot: bot.send_message(CHAT, "x", read_timeout=0.1))
    assert telegram.shown(CHAT) == ["x"]


def test_it_counts_messages_a_second(house: House) -> None:
    """A bot that sends faster than it may is told to wait."""
    with Telegram(house, per_second=5) as telegram:
        telegram.start(CHAT)

        async def send_six(bot: Bot) -> None:
            for number in range(5):
                await bot.send_message(CHAT, str(number))
            with pytest.raises(RetryAfter):
                await bot.send_message(CHAT, "6")

        ask(telegram, send_six)


def test_it_runs_as_a_process_of_its_own() -> None:
    """Tests that kill processes drive the fake from outside; the webhook is reached over HTTP."""
    house = House()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(house))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    root = Path(__file__).parent.parent.parent
    command = [sys.executable, "-m", "tests.providers.telegram", "--service", f"http://127.0.0.1:{server.server_port}"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        telegram = Remote(process.stdout.readline().strip())
        telegram.set_webhook(HOOK, SECRET)
        assert telegram.receive_text(CHAT, "from afar")["attempts"] == [200]
        assert (house.texts, house.secrets) == (["from afar"], [SECRET])
        assert telegram.shown(CHAT) == []
        process.kill()
    server.shutdown()
    server.server_close()


def _handler(house: House) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, _, said = house.hear(self.headers.get("X-Telegram-Bot-Api-Secret-Token"), body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
            """Say nothing."""

    return Handler
