"""The chats of a bot: who is in them, what was said, which buttons are there."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.providers.server import Params
from tests.providers.telegram_api import BotApiError

Keyboard = list[list[Params]]
BOT: Params = {"id": 7000000001, "is_bot": True, "first_name": "Yobal", "username": "yobal_test_bot"}


@dataclass(slots=True)
class Chat:
    """One chat as the phone has it. `keyboard` is the reply keyboard under the text field."""

    id: int
    language: str = "km"
    blocked: bool = False
    messages: dict[int, Params] = field(default_factory=dict)
    keyboard: Keyboard | None = None
    toasts: list[tuple[str, bool]] = field(default_factory=list)  # what taps were answered: (text, as an alert)

    @property
    def user(self) -> Params:
        """Who writes in it."""
        return {"id": abs(self.id), "is_bot": False, "first_name": "Resident", "language_code": self.language}

    @property
    def described(self) -> Params:
        """The chat as the API shows it."""
        if self.id < 0:
            return {"id": self.id, "type": "supergroup", "title": "Group"}
        return {"id": self.id, "type": "private", "first_name": "Resident"}

    @property
    def shown(self) -> list[str]:
        """What the bot said and has not deleted, as it stands now."""
        return [_words(message) for message in self.messages.values() if message["from"]["is_bot"]]

    @property
    def labels(self) -> list[list[str]]:
        """The labels of the newest buttons: under the bot's last message, else on the reply keyboard."""
        said = [message for message in self.messages.values() if message["from"]["is_bot"]]
        rows = _inline(said[-1]) if said and _inline(said[-1]) else self.keyboard or []
        return [[button["text"] for button in row] for row in rows]

    def button(self, wanted: str, message_id: int | None) -> tuple[Params, Params | None]:
        """The newest button with this label or data, and the message it is under (None: the reply keyboard's).

        Raises LookupError that says which buttons there are.
        """
        under = [message for number, message in self.messages.items() if message_id in (None, number)]
        for message in reversed(under):
            for button in itertools.chain.from_iterable(_inline(message)):
                if wanted in (button["text"], button.get("callback_data")):
                    return button, message
        for button in itertools.chain.from_iterable(self.keyboard or []):
            if wanted == button["text"]:
                return button, None
        raise LookupError(f"no button {wanted!r}; the newest are {self.labels}")


class Chats:
    """All chats; message ids are one series over the private chats of a bot, as in Telegram."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}
        self._numbers = itertools.count(101)

    def meet(self, chat: int) -> Chat:
        """The chat, begun by its user if it was not there."""
        return self._chats.setdefault(chat, Chat(chat))

    def reachable(self, chat: object) -> Chat:
        """The chat, if the bot may write there. Raises BotApiError."""
        if chat not in self._chats:
            raise BotApiError(400, "Bad Request: chat not found")
        if self._chats[chat].blocked:
            raise BotApiError(403, "Forbidden: bot was blocked by the user")
        return self._chats[chat]

    def add(self, chat: Chat, sender: Params, content: Params) -> Params:
        """A new message in `chat`."""
        number = next(self._numbers)
        head = {"message_id": number, "from": sender, "chat": chat.described, "date": int(time.time())}
        chat.messages[number] = {**head, **content}
        return chat.messages[number]

    def show_markup(self, chat: Chat, markup: Params | None) -> Params:
        """Put buttons where they belong; what of them is part of the message."""
        if markup is None:
            return {}
        if "inline_keyboard" in markup:
            _check_inline(markup["inline_keyboard"])
            return {"reply_markup": markup}
        if "keyboard" in markup or "remove_keyboard" in markup:
            rows: list[list[Any]] | None = markup.get("keyboard")
            chat.keyboard = rows and [[_as_button(button) for button in row] for row in rows]
        return {}

    def own(self, params: Params, what: str) -> tuple[Chat, Params]:
        """The chat and the bot's message that a call names. Raises BotApiError."""
        chat = self.reachable(params.get("chat_id"))
        message = chat.messages.get(params.get("message_id", 0))
        if message is None:
            raise BotApiError(400, f"Bad Request: message to {what} not found")
        if what == "edit" and not message["from"]["is_bot"]:
            raise BotApiError(400, "Bad Request: message can't be edited")
        return chat, message

    def edit(self, params: Params, changes: Params) -> Params:
        """Change the bot's message; buttons that are not named again go. Raises BotApiError."""
        chat, message = self.own(params, "edit")
        changes |= self.show_markup(chat, params.get("reply_markup"))
        now = {name: message.get(name) for name in (*changes, "reply_markup")}
        if now == {"reply_markup": None} | changes:
            raise BotApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly"
                " the same as a current content and reply markup of the message",
            )
        message.pop("reply_markup", None)
        message.update(changes, edit_date=int(time.time()))
        return message


def _words(message: Params) -> str:
    """A message in words."""
    media = next((name for name in ("voice", "photo", "document", "location") if name in message), "")
    return str(message.get("text", message.get("caption", f"[{media}]")))


def _inline(message: Params) -> Keyboard:
    rows: Keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _as_button(button: str | Params) -> Params:
    """A reply keyboard may give a label alone."""
    return {"text": button} if isinstance(button, str) else button


def _check_inline(rows: Keyboard) -> None:
    for button in itertools.chain.from_iterable(rows):
        actions = button.keys() - {"text", "icon_custom_emoji_id", "style"}
        if len(actions) != 1:
            words = "Text buttons are unallowed in the inline keyboard" if not actions else "button has two actions"
            raise BotApiError(400, f"Bad Request: can't parse inline keyboard button: {words}", malformed=True)
