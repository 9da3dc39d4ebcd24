"""A Telegram bot: updates come to the hook, content goes out through the Bot API.

Bot API: https://core.telegram.org/bots/api
Delivery of updates: tdlib/telegram-bot-api, WebhookActor.cpp (a tap is dropped after 150 s, a message after 24 h)
"""

import asyncio
import hmac
import json
import logging
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.base import (
    Heard,
    Hook,
    Malformed,
    NotGenuine,
    Outbound,
    Report,
    Response,
    SendFailed,
    SendUncertain,
    Sent,
    Traits,
    Unreadable,
)
from bot.channels.text import legible, pieces
from bot.core.content import Content
from bot.core.questions.base import Media, Reply
from bot.core.said import Said, Tap
from bot.core.wording import Wording

if TYPE_CHECKING:
    from telegram import Bot, CallbackQuery, ChatMemberUpdated, Message, Update
    from telegram.error import TelegramError
    from telegram.request import HTTPXRequest

LONGEST = 4096  # UTF-16 units in one message, either way
ASKED_FOR = ("message", "edited_message", "callback_query", "my_chat_member")  # the updates we want

# Shown by Telegram beside the line for typing; every word is also understood without its slash.
COMMANDS: Mapping[str, Wording] = {
    "start": Wording(km="ចាប់ផ្តើម", en="Start, or go on"),
    "help": Wording(km="ជំនួយ", en="Help"),
    "back": Wording(km="ថយក្រោយ", en="Back to the question before"),
    "skip": Wording(km="រំលង", en="Skip this question"),
    "language": Wording(km="ភាសា", en="Language"),
    "info": Wording(km="ព័ត៌មាន", en="Who asks, and what is kept"),
    "stop": Wording(km="ឈប់", en="Stop the messages"),
    "erase": Wording(km="លុប", en="Erase my answers"),
}
LOCATION = "📍 ផ្ញើទីតាំង · Send location"  # on the one key of Telegram's that is no answer in words

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,256}")
_PER_SECOND = 25.0  # Telegram allows about 30 over the whole bot

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookHealth:
    """What Telegram says of our hook: updates that wait, and the last one it could not deliver."""

    url: str
    pending: int
    last_error: str | None
    last_error_at: datetime | None


class Telegram:
    """One bot. `recording(name)` gives a recording named in a survey as Telegram's file id or as bytes."""

    name = "telegram"
    traits = Traits(
        answers_in_response=False,
        counts_segments=False,
        buttons=True,
        has_callbacks=False,
        takes_media=True,
        per_second=_PER_SECOND,
        per_address=1.0,
        longest=LONGEST,
    )

    def __init__(
        self,
        *,
        token: str,
        secret: str,
        api_url: str = "https://api.telegram.org",
        recording: Callable[[str], str | bytes | None] = lambda name: name,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise ValueError("the bot's token is a number, a colon and letters, as @BotFather wrote it")
        if not _SECRET.fullmatch(secret):
            raise ValueError("the secret is 1-256 of A-Z a-z 0-9 _ -: without it anybody could forge messages")
        self._token, self._secret, self._api_url, self._recording = token, secret, api_url, recording
        self._id = token.partition(":")[0]
        self._line: _Line | None = None

    # --- in ---

    def hear(self, hook: Hook) -> Sequence[Heard | Report]:
        """What one person did in a private chat. Raises NotGenuine, Malformed, Unreadable.

        Groups, channels, other bots and kinds of updates we did not ask for are ignored.
        """
        given = hook.headers.get("x-telegram-bot-api-secret-token", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            raise NotGenuine("the secret token does not fit")
        data = _read(hook.body)
        kind = next((kind for kind in ASKED_FOR if kind in data), None)
        if kind is None:
            return _ignored("a kind of update we did not ask for")
        with _of_agreed_shape():
            return self._heard(_update(kind, data), hook)

    def _heard(self, update: "Update", hook: Hook) -> Sequence[Heard]:
        if update.message is not None:
            return self._message(update.message, hook)
        if update.edited_message is not None:
            return self._edit(update.edited_message, hook)
        if update.callback_query is not None:
            return self._tap(update.callback_query, hook)
        if update.my_chat_member is not None:
            return self._member(update.my_chat_member, hook)
        return _ignored("an empty update")

    def _message(self, message: "Message", hook: Hook) -> Sequence[Heard]:
        if (why := _foreign(message)) is not None:
            return _ignored(why)
        reply, length = _reply(message)
        if reply is None:
            return _ignored("a message of the service itself")
        chat, turn = _whole(message.chat.id), _whole(message.message_id)
        said = Said(reply=reply, start=_start(reply.text))
        return (
            Heard(f"{self._id}|{chat}|{turn}", str(chat), said, hook.at, turn=turn, trace=str(turn), length=length),
        )

    def _edit(self, message: "Message", hook: Hook) -> Sequence[Heard]:
        # A live location is "edited" every few seconds.
        if (why := _foreign(message)) is not None or message.location is not None:
            return _ignored(why or "a moving location")
        reply, length = _reply(message)
        chat, turn = _whole(message.chat.id), _whole(message.message_id)
        when = 0 if message.edit_date is None else int(message.edit_date.timestamp())
        said = Said(reply=reply or Reply(media="other"), edited=True)
        own = f"{self._id}|{chat}|{turn}|edited {when}"
        return (Heard(own, str(chat), said, hook.at, turn=turn, trace=str(turn), length=length),)

    def _tap(self, query: "CallbackQuery", hook: Hook) -> Sequence[Heard]:
        chat = None if query.message is None else query.message.chat
        if query.data is None or query.from_user.is_bot or (chat is not None and chat.type != "private"):
            return _ignored("a tap outside a private chat")
        own = _word(query.id)
        address = str(_whole(query.from_user.id))  # a private chat has its person's id
        said = Said(tap=_read_tap(_word(query.data)))
        return (Heard(f"{self._id}|tap|{own}", address, said, hook.at, answer_id=own),)

    def _member(self, change: "ChatMemberUpdated", hook: Hook) -> Sequence[Heard]:
        status = change.new_chat_member.status
        if change.chat.type != "private" or status not in {"kicked", "member"}:
            return _ignored("the bot's membership elsewhere")
        chat, when = _whole(change.chat.id), int(change.date.timestamp())
        said = Said(left=status == "kicked", returned=status == "member")
        return (Heard(f"{self._id}|{chat}|{status} {when}", str(chat), said, hook.at),)

    # --- out ---

    def respond(self, heard: Heard | None, replies: Sequence[Outbound]) -> Response:  # noqa: ARG002 - the outbox sends them
        """For a tap, that it was received (Telegram stops its sign of waiting); else nothing."""
        if heard is None or heard.answer_id is None:
            return Response()
        answer = {"method": "answerCallbackQuery", "callback_query_id": heard.answer_id}
        return Response(json.dumps(answer).encode(), "application/json")

    async def send(self, outbound: Outbound) -> Sent:
        """Hand one message to Telegram, then close the buttons of the message `closes`.

        Raises SendFailed, SendUncertain.
        """
        bot, chat = self._bot(), _chat(outbound)
        with _told():
            if outbound.content.replaces and outbound.closes and await _replaced(bot, chat, outbound):
                return Sent(outbound.closes)
            await self._play(bot, chat, outbound.content)
            trace = await _say(bot, chat, outbound.content)
        if outbound.closes:
            await _close_buttons(bot, chat, int(outbound.closes))
        return Sent(str(trace))

    async def _play(self, bot: "Bot", chat: int, content: Content) -> None:
        """The recording before the text. One that Telegram refuses must not keep the question back."""
        from telegram.error import BadRequest

        recording = self._recording(content.voice) if content.voice else None
        if recording is None:
            return
        try:
            await bot.send_voice(chat, recording)
        except BadRequest:
            _log.warning("telegram: the recording %s was refused", content.voice)

    async def find(self, outbound: Outbound, since: datetime) -> Sent | None:  # noqa: ARG002 - nothing can be asked
        """Telegram lets nobody look a message up. Raises SendUncertain."""
        raise SendUncertain("Telegram does not tell what it has sent")

    async def close(self) -> None:
        """Let go of connections; the next use opens new ones."""
        if self._line is not None:
            await self._line.request.shutdown()
            self._line = None

    # --- setting up ---

    async def set_webhook(self, url: str) -> None:
        """Have Telegram call `url`. What waits there is kept. Raises SendFailed, SendUncertain."""
        with _told():
            await self._bot().set_webhook(url, secret_token=self._secret, allowed_updates=ASKED_FOR)

    async def set_commands(self) -> None:
        """Show the commands in Khmer to those whose app is in Khmer, else in English."""
        with _told():
            for code in ("en", "km"):
                rows = [(name, words.km if code == "km" else words.en) for name, words in COMMANDS.items()]
                await self._bot().set_my_commands(rows, language_code=code if code == "km" else None)

    async def health(self) -> WebhookHealth:
        """What Telegram says of our hook. Raises SendFailed, SendUncertain."""
        with _told():
            info = await self._bot().get_webhook_info()
        return WebhookHealth(info.url, info.pending_update_count, info.last_error_message, info.last_error_date)

    def _bot(self) -> "Bot":
        """The bot of the running loop: connections of another loop would fail with "Event loop is closed"."""
        loop = asyncio.get_running_loop()
        if self._line is None or self._line.loop is not loop:
            self._line = _open(self._token, self._api_url, loop)
        return self._line.bot


# --- the line to Telegram ---


@dataclass(frozen=True, slots=True)
class _Line:
    bot: "Bot"
    request: "HTTPXRequest"
    loop: asyncio.AbstractEventLoop


def _open(token: str, api_url: str, loop: asyncio.AbstractEventLoop) -> _Line:
    """Imported here because it costs 130 ms and 50 MB that the web processes pay only when Telegram calls."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    for name in ("httpx", "httpcore", "telegram"):  # at INFO they write the token, which is in every URL
        logging.getLogger(name).setLevel(logging.WARNING)
    # Above eight connections httpcore spends its time choosing one.
    request = HTTPXRequest(connection_pool_size=8, connect_timeout=3, read_timeout=10, write_timeout=10, pool_timeout=5)
    bot = Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=request,
    )
    return _Line(bot, request, loop)


# --- from their words to ours ---

_MEDIA: Mapping[str, Media] = {
    "voice": "voice",
    "video_note": "video",
    "video": "video",
    "sticker": "sticker",
    "animation": "other",  # before "document", which comes with it
    "document": "document",
    "audio": "document",
}
_UNUSUAL = ("dice", "poll", "game", "story", "paid_media", "checklist")  # said by a person, yet no answer
_START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TAP = re.compile(r"([0-9]{1,9}):(.{1,64})", re.DOTALL)
_UNKNOWN_TAP = Tap(turn=-1, says="")  # a button we no longer know answers nothing, but its waiting must end
_INT64 = 2**63
_NOT_AGREED = (TypeError, LookupError, AttributeError, ValueError, ArithmeticError, OSError, RecursionError)


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the body is no JSON") from error
    return data if isinstance(data, dict) else {}


def _update(kind: str, data: Mapping[str, Any]) -> "Update":
    """The one part of the update that is heard, so that no novelty elsewhere in it can disturb."""
    from telegram import Update

    return Update.de_json({"update_id": 0, kind: data[kind]}, None)


@contextmanager
def _of_agreed_shape() -> Iterator[None]:
    """The library checks few types and fails in many ways on the rest."""
    try:
        yield
    except _NOT_AGREED as error:
        raise Unreadable(type(error).__name__) from None


def _ignored(why: str) -> Sequence[Heard]:
    _log.info("telegram: %s was ignored", why)
    return ()


def _foreign(message: "Message") -> str | None:
    """Why a message is none of a person to us, if it is not."""
    if message.chat.type != "private":
        return "a message outside a private chat"
    if message.from_user is not None and message.from_user.is_bot:
        return "a message of a bot"
    return None


def _reply(message: "Message") -> tuple[Reply | None, int | None]:
    """What a message says and the true length of a text that was cut; None for a message of the service itself."""
    text, length = legible(_optional(message.text) or _optional(message.caption), LONGEST)
    if message.contact is not None:
        return Reply(text=_own_number(message), media="contact"), None
    if message.location is not None:
        return Reply(location=_place(message)), None
    if message.photo:
        return Reply(text=text, media="photo", file=_word(message.photo[-1].file_id)), length
    for part, media in _MEDIA.items():
        if (given := getattr(message, part)) is not None:
            return Reply(text=text, media=media, file=_word(given.file_id)), length
    if any(getattr(message, part, None) is not None for part in _UNUSUAL):
        return Reply(media="other"), None
    return (Reply(text=text), length) if message.text is not None else (None, None)


def _own_number(message: "Message") -> str:
    """The number on the person's own card; somebody else's is not read."""
    contact = message.contact
    if contact is None or contact.user_id != message.chat.id:
        return ""
    return "+" + _word(contact.phone_number).lstrip("+")


def _place(message: "Message") -> tuple[float, float, float]:
    where = message.location
    if where is None:
        raise ValueError("no location")
    place = (float(where.latitude), float(where.longitude), float(where.horizontal_accuracy or 0))
    if not all(map(math.isfinite, place)):
        raise ValueError("no place on earth")
    return place


def _start(text: str) -> str | None:
    """The payload of a deep link, "" for a bare start, None for anything else."""
    found = _START.fullmatch(text.strip())
    if found is None:
        return None
    payload = (found[1] or "").strip()
    return payload if _PAYLOAD.fullmatch(payload) else ""


def _read_tap(data: str) -> Tap:
    found = _TAP.fullmatch(data)
    return Tap(turn=int(found[1]), says=legible(found[2], len(found[2]))[0]) if found else _UNKNOWN_TAP


def _whole(given: object) -> int:
    """An id or a count that a database can hold."""
    if isinstance(given, bool) or not isinstance(given, int) or not -_INT64 <= given < _INT64:
        raise ValueError("no 64-bit number")
    return given


def _word(given: object) -> str:
    """An id or a short text that a database can hold."""
    if not isinstance(given, str) or not given or len(given) > LONGEST or legible(given, LONGEST)[0] != given:
        raise ValueError("no id")
    return given


def _optional(given: object) -> str:
    if given is not None and not isinstance(given, str):
        raise ValueError("no text")
    return given or ""


# --- from our words to theirs ---


def _chat(outbound: Outbound) -> int:
    try:
        return int(outbound.address)
    except ValueError:
        raise SendFailed("this is no address on Telegram") from None


async def _say(bot: "Bot", chat: int, content: Content) -> int:
    """Send the text, its keyboard under the last piece; the id of the last message."""
    from telegram import LinkPreviewOptions

    *first, last = pieces(content.text, LONGEST) or ("",)
    if not last:
        raise SendFailed("an empty message cannot be sent")
    for piece in first:
        await bot.send_message(chat, piece)
    message = await bot.send_message(
        chat, last, reply_markup=_keyboard(content), link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return message.message_id


def _keyboard(content: Content) -> Any:  # noqa: ANN401 - one of three unrelated types of the library
    """Buttons under the message, or keys in place of the phone's own; else what takes such keys away again.

    A message can have one or the other: beside the key that sends a place, our buttons are keys that send
    their words.
    """
    from telegram import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove

    if content.share_location:
        words = [[KeyboardButton(button.label)] for button in content.buttons]
        rows = [[KeyboardButton(LOCATION, request_location=True)], *words]
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    return _buttons(content) or ReplyKeyboardRemove()


def _buttons(content: Content) -> Any:  # noqa: ANN401 - of the library, imported where it is used
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    rows = [[InlineKeyboardButton(button.label, callback_data=button.data)] for button in content.buttons]
    return InlineKeyboardMarkup(rows) if rows else None


async def _replaced(bot: "Bot", chat: int, outbound: Outbound) -> bool:
    """Whether the message `closes` now says the new text; False where it can no longer be changed."""
    from telegram.error import BadRequest

    content, message = outbound.content, int(outbound.closes or 0)
    try:
        await bot.edit_message_text(content.text, chat, message, reply_markup=_buttons(content))
    except BadRequest as error:
        return "not modified" in error.message.lower()
    return True


async def _close_buttons(bot: "Bot", chat: int, message: int) -> None:
    """Take the buttons away. Left standing they do no harm: a tap on an old question answers nothing."""
    from telegram.error import TelegramError

    try:
        await bot.edit_message_reply_markup(chat, message)
    except (TelegramError, *_NOT_AGREED):
        _log.info("telegram: the buttons of an old message stay")


# --- errors ---

_SOON = timedelta(seconds=5)


@contextmanager
def _told() -> Iterator[None]:
    """Their errors as ours, without the URL they come with: it holds the token."""
    from telegram.error import TelegramError

    try:
        yield
    except TelegramError as error:
        raise _meaning(error) from None
    except _NOT_AGREED:  # an answer that is not the API's
        raise SendUncertain("Telegram's answer cannot be read") from None


def _meaning(error: "TelegramError") -> SendFailed | SendUncertain:
    """What an error says of the message. BadRequest and TimedOut are NetworkErrors too: the order matters."""
    from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

    match error:
        case RetryAfter():
            return SendFailed("Telegram asks to wait", retry_after=_wait(error))
        case Forbidden():
            return SendFailed(f"Telegram: {error.message}", left=True)
        case InvalidToken() | Conflict():
            return SendFailed("Telegram does not take the bot's token or address", stops=True)
        case BadRequest() | ChatMigrated():
            return SendFailed(f"Telegram: {error.message}")
        case _ if error.message.startswith("Too Many Requests"):  # without the seconds to wait
            return SendFailed("Telegram asks to wait", retry_after=_SOON)
        case _ if _never_left(error):
            return SendFailed("Telegram cannot be reached", retry_after=_SOON)
    return SendUncertain(f"Telegram: {type(error.__cause__ or error).__name__}")


def _wait(error: "TelegramError") -> timedelta:
    # Its own arguments, because `.retry_after` warns until the library has changed its type.
    _, (seconds,) = error.__reduce__()
    return timedelta(seconds=float(seconds))


def _never_left(error: "TelegramError") -> bool:
    """Whether the request surely was not sent."""
    import httpx

    return isinstance(error.__cause__, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
