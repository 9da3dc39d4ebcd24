"""A Telegram bot: updates come to the hook, content goes out through the Bot API (`telegram_line`).

Updates: https://core.telegram.org/bots/api#update
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
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.channels.base import (
    Heard,
    Hook,
    Malformed,
    NotGenuine,
    Outbound,
    Report,
    Response,
    SendUncertain,
    Sent,
    Traits,
    Unreadable,
)
from bot.channels.telegram_line import LONGEST, Line, WebhookHealth
from bot.channels.text import legible
from bot.core.questions.base import Media, Reply
from bot.core.said import Said, Tap
from bot.core.wording import Wording

if TYPE_CHECKING:
    from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

ASKED_FOR = ("message", "edited_message", "callback_query", "my_chat_member")  # the updates we want

# Shown by Telegram beside the line for typing; every word is also understood without its slash.
COMMANDS: Mapping[str, Wording] = {
    "start": Wording(km="ចាប់ផ្តើម", en="Start, or go on"),
    "help": Wording(km="ជំនួយ", en="Help"),
    "back": Wording(km="ថយក្រោយ", en="Back to the question before"),
    "skip": Wording(km="រំលង", en="Skip this question"),
    "language": Wording(km="ភាសា", en="Language"),
    "info": Wording(km="ព័ត៌មាន", en="Who asks, and what is kept"),
    "mydata": Wording(km="ទិន្នន័យខ្ញុំ", en="What is stored about me"),
    "stop": Wording(km="ឈប់", en="Stop the messages"),
    "erase": Wording(km="លុប", en="Erase my answers"),
}

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,256}")

_NOTICE = 200  # characters that answerCallbackQuery takes

_log = logging.getLogger(__name__)


class Telegram:
    """One bot.

    `recording(name)` gives a recording named in a survey as Telegram's file id or as bytes, and `keep(name, id)`
    is told the id of one that was sent as bytes.

    Telegram allows about 30 messages a second over the whole bot, and one a second in one chat.
    """

    name = "telegram"

    def __init__(  # noqa: PLR0913 - each is a setting of its own
        self,
        *,
        token: str,
        secret: str,
        api_url: str = "https://api.telegram.org",
        per_second: float = 25.0,
        per_address: float = 1.0,
        recording: Callable[[str], str | bytes | None] = lambda name: name,
        keep: Callable[[str, str], None] = lambda _name, _file: None,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise ValueError("the bot's token is a number, a colon and letters, as @BotFather wrote it")
        if not _SECRET.fullmatch(secret):
            raise ValueError("the secret is 1-256 of A-Z a-z 0-9 _ -: without it anybody could forge messages")
        self.traits = Traits(
            answers_in_response=False,
            counts_segments=False,
            buttons=True,
            has_callbacks=False,
            takes_media=True,
            per_second=per_second,
            per_address=per_address,
            longest=LONGEST,
            notices=True,
        )
        self._id, self._secret, self._recording = token.partition(":")[0], secret, recording
        self._keep = keep
        self._line = Line(token, api_url)

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

    def respond(self, heard: Heard | None, replies: Sequence[Outbound]) -> Response:
        """For a tap, that it was received (Telegram stops its sign of waiting), with a notice if any; else nothing."""
        if heard is None or heard.answer_id is None:
            return Response()
        answer = {"method": "answerCallbackQuery", "callback_query_id": heard.answer_id}
        if replies:
            answer["text"] = replies[0].content.text[:_NOTICE]
        return Response(json.dumps(answer).encode(), "application/json")

    async def send(self, outbound: Outbound) -> Sent:
        """Hand one message to Telegram, then close the buttons of the message `closes`.

        Raises SendFailed, SendUncertain.
        """
        voice = outbound.content.voice
        recording = await asyncio.to_thread(self._recording, voice) if voice else None
        return await self._line.send(outbound, recording, lambda file: self._keep(voice or "", file))

    async def find(self, outbound: Outbound, since: datetime) -> Sent | None:  # noqa: ARG002 - nothing can be asked
        """Telegram lets nobody look a message up. Raises SendUncertain."""
        raise SendUncertain("Telegram does not tell what it has sent")

    async def missed(self, since: datetime, now: datetime) -> Sequence[Heard]:  # noqa: ARG002 - nothing can be asked
        """Telegram brings messages again for a day; a tap it gave up after 150 s is gone and can be repeated."""
        return ()

    async def fetch(self, file: str) -> bytes:
        """A file of at most 20 MB that somebody sent to the bot. Raises SendFailed, SendUncertain."""
        return await self._line.fetch(file)

    async def close(self) -> None:
        """Let go of connections; the next use opens new ones."""
        await self._line.close()

    # --- setting up ---

    async def set_webhook(self, url: str) -> None:
        """Have Telegram call `url`. What waits there is kept. Raises SendFailed, SendUncertain."""
        await self._line.set_webhook(url, self._secret, ASKED_FOR)

    async def set_commands(self) -> None:
        """Show the commands in Khmer to those whose app is in Khmer, else in English. Raises as `set_webhook`."""
        await self._line.set_commands({name: words.en for name, words in COMMANDS.items()}, None)
        await self._line.set_commands({name: words.km for name, words in COMMANDS.items()}, "km")

    async def health(self) -> WebhookHealth:
        """What Telegram says of our hook. Raises as `set_webhook`."""
        return await self._line.health()


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
