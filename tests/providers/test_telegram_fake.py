"""The Telegram of the tests behaves as Telegram does, seen through python-telegram-bot."""

import subprocess
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from telegram import (
    Bot,
    BotCommand,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.providers.ogg import voice_note
from tests.providers.server import Remote
from tests.providers.telegram import TOKEN, Telegram
from tests.providers.telegram_house import CHAT, HOOK, SECRET, TRAVEL, House, ask


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


def test_who_blocks_the_bot_gets_nothing(telegram: Telegram) -> None:
    """403 until the block is taken back."""
    telegram.blocked(CHAT)
    with pytest.raises(Forbidden, match="blocked by the user"):
        ask(telegram, lambda bot: bot.send_message(CHAT, "x"))
    telegram.unblocked(CHAT)
    ask(telegram, lambda bot: bot.send_message(CHAT, "y"))
    assert telegram.shown(CHAT) == ["y"]


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


def test_it_counts_messages_a_second(telegram_house: House) -> None:
    """A bot that sends faster than it may is told to wait."""
    with Telegram(telegram_house, per_second=2) as telegram:
        telegram.start(CHAT)

        async def send_three(bot: Bot) -> None:
            for number in range(2):
                await bot.send_message(CHAT, str(number))
            with pytest.raises(RetryAfter):
                await bot.send_message(CHAT, "3")

        ask(telegram, send_three)


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
