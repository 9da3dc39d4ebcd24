"""The line out to Telegram: python-telegram-bot's `Bot`, its keyboards and its errors.

Bot API: https://core.telegram.org/bots/api
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.base import Outbound, SendFailed, SendUncertain, Sent
from bot.channels.text import pieces
from bot.core.content import Content

if TYPE_CHECKING:
    from telegram import Bot, File
    from telegram.error import TelegramError
    from telegram.request import HTTPXRequest

LONGEST = 4096  # UTF-16 units in one message, either way
LOCATION = "📍 ផ្ញើទីតាំង · Send location"  # on the one key that is no answer in words
LARGEST = 20_000_000  # bytes of a file that a bot may fetch
_PATIENCE = 10.0  # seconds for an answer
_CONNECTIONS = 8  # with more, httpcore spends its time choosing one

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookHealth:
    """What Telegram says of our hook: updates that wait, and the last one it could not deliver."""

    url: str
    pending: int
    last_error: str | None
    last_error_at: datetime | None


class Line:
    """The Bot API as Yobal uses it. Every call raises SendFailed or SendUncertain where it fails."""

    def __init__(self, token: str, api_url: str) -> None:
        self._token, self._api_url = token, api_url
        self._opened: _Opened | None = None

    async def send(
        self, outbound: Outbound, recording: str | bytes | None, keep: Callable[[str], None] = lambda _file: None
    ) -> Sent:
        """Send one message after its `recording`, then close the buttons of the message `closes`.

        `keep` is told Telegram's id of a recording that was sent as bytes.
        """
        bot, chat = self._bot(), _chat(outbound)
        with _told():
            if outbound.content.replaces and outbound.closes and await _replaced(bot, chat, outbound):
                return Sent(outbound.closes)
            known_as = await _play(bot, chat, recording)
            trace = await _say(bot, chat, outbound.content)
        if known_as is not None and isinstance(recording, bytes):
            keep(known_as)
        if outbound.closes:
            await _close_buttons(bot, chat, int(outbound.closes))
        return Sent(str(trace))

    async def fetch(self, file: str) -> bytes:
        """The content of a file, at most LARGEST bytes. Its address holds the bot's token: it is kept nowhere."""
        with _told():
            found = await _found(self._bot(), file)
            # The library would read a file of this machine where the API names one.
            if not (found.file_path or "").startswith(f"{self._api_url}/file/bot{self._token}/"):
                raise SendFailed("Telegram does not say where the file is", retry_after=_LATER, alone=True)
            content = bytes(await _download(found))
        if not 0 < len(content) <= LARGEST:
            raise SendFailed(f"the file has {len(content)} bytes")
        return content

    async def set_webhook(self, url: str, secret: str, asked_for: Sequence[str]) -> None:
        """Have Telegram call `url`; what waits there is kept."""
        with _told():
            await self._bot().set_webhook(url, secret_token=secret, allowed_updates=asked_for)

    async def set_commands(self, commands: Mapping[str, str], language: str | None) -> None:
        """Show `commands` with their descriptions to people whose app is in `language`; None is everybody else."""
        with _told():
            await self._bot().set_my_commands(list(commands.items()), language_code=language)

    async def health(self) -> WebhookHealth:
        """What Telegram says of our hook."""
        with _told():
            info = await self._bot().get_webhook_info()
        return WebhookHealth(info.url, info.pending_update_count, info.last_error_message, info.last_error_date)

    async def close(self) -> None:
        """Let go of connections; the next call opens new ones."""
        if self._opened is not None:
            await self._opened.request.shutdown()
            self._opened = None

    def _bot(self) -> "Bot":
        """The bot of the running loop: on connections of another one it fails with "Event loop is closed"."""
        loop = asyncio.get_running_loop()
        if self._opened is None or self._opened.loop is not loop:
            self._opened = _open(self._token, self._api_url, loop)
        return self._opened.bot


@dataclass(frozen=True, slots=True)
class _Opened:
    bot: "Bot"
    request: "HTTPXRequest"
    loop: asyncio.AbstractEventLoop


def _open(token: str, api_url: str, loop: asyncio.AbstractEventLoop) -> _Opened:
    """Imported here because it costs 130 ms and 50 MB, which only a sender needs to pay."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    os.environ["PTB_TIMEDELTA"] = "true"  # the library's switch: waits as timedelta, and no warning about it
    for name in ("httpx", "httpcore", "telegram"):  # at INFO they write the token, which is in every URL
        logging.getLogger(name).setLevel(logging.WARNING)

    request = HTTPXRequest(
        connection_pool_size=_CONNECTIONS,
        connect_timeout=3,
        read_timeout=_PATIENCE,
        write_timeout=_PATIENCE,
        pool_timeout=5,
    )
    bot = Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=request,
    )
    return _Opened(bot, request, loop)


# --- from our words to theirs ---


def _chat(outbound: Outbound) -> int:
    try:
        return int(outbound.address)
    except ValueError:
        raise SendFailed("this is no address on Telegram") from None


async def _play(bot: "Bot", chat: int, recording: str | bytes | None) -> str | None:
    """The recording before the text, and Telegram's id of it. One that is refused must not keep the question back."""
    from telegram.error import BadRequest

    if recording is None:
        return None
    try:
        played = await bot.send_voice(chat, recording)
    except BadRequest:
        _log.warning("telegram: a recording was refused")
        return None
    return played.voice.file_id if played.voice else None


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


# --- files ---

_LATER = timedelta(minutes=1)


async def _found(bot: "Bot", file: str) -> "File":
    """Where the file can be fetched for an hour. Raises SendFailed where it is too big, or not there just now."""
    from telegram.error import BadRequest

    try:
        return await bot.get_file(file)
    except BadRequest as error:
        if "temporarily" in error.message:  # "wrong file_id or the file is temporarily unavailable"
            raise SendFailed(f"Telegram: {error.message}", retry_after=_LATER, alone=True) from None
        raise


async def _download(found: "File") -> bytearray:
    """Its bytes. A 404 here means the file, though the library takes it for a wrong token."""
    from telegram.error import InvalidToken

    try:
        return await found.download_as_bytearray()
    except InvalidToken:
        raise SendFailed("Telegram does not find the file", retry_after=_LATER, alone=True) from None


# --- errors ---

_SOON = timedelta(seconds=5)
_NOT_AGREED = (TypeError, LookupError, AttributeError, ValueError)  # what the library raises over a strange answer


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
            return SendFailed(
                "Telegram asks to wait", retry_after=_SOON if isinstance(error.retry_after, int) else error.retry_after
            )
        case Forbidden():
            return SendFailed(f"Telegram: {error.message}", left=True)
        case InvalidToken() | Conflict():
            return SendFailed("Telegram does not take the bot's token or address", stops=True)
        case BadRequest() | ChatMigrated():
            return SendFailed(f"Telegram: {error.message}")
        case _:
            return _broken(error)


def _broken(error: "TelegramError") -> SendFailed | SendUncertain:
    """A request that was not sent, or came too early, has left nothing; any other failure may have."""
    if error.message.startswith("Too Many Requests"):  # without the seconds to wait
        return SendFailed("Telegram asks to wait", retry_after=_SOON)
    if _never_left(error):
        return SendFailed("Telegram cannot be reached", retry_after=_SOON)
    return SendUncertain(f"Telegram: {type(error.__cause__ or error).__name__}")


def _never_left(error: "TelegramError") -> bool:
    """Whether the request surely was not sent."""
    import httpx

    return isinstance(error.__cause__, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
