"""What the methods of the Bot API do to the chats."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.providers.server import Params
from tests.providers.telegram_api import BotApiError
from tests.providers.telegram_chats import BOT
from tests.providers.telegram_webhook import Settings

if TYPE_CHECKING:
    from tests.providers.telegram import Telegram

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def _get_me(_: "Telegram", __: Params) -> Params:
    groups = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return {**BOT, **groups, "can_connect_to_business": False, "has_main_web_app": False}


def _set_webhook(telegram: "Telegram", params: Params) -> bool:
    url, secret = params["url"], params.get("secret_token")
    if url and urlsplit(url).scheme not in ("https", "http"):  # http as a server of one's own (--local) takes it
        raise BotApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", malformed=True)
    if secret is not None and not _SECRET.fullmatch(secret):
        raise BotApiError(400, "Bad Request: secret token contains unallowed characters", malformed=True)
    kinds = params.get("allowed_updates", telegram.webhook.settings.allowed_updates)  # left out, the old one stays
    settings = Settings(url, secret, params.get("max_connections", 40), kinds)
    telegram.webhook.set(settings, drop_pending=params.get("drop_pending_updates", False))
    return True


def _delete_webhook(telegram: "Telegram", params: Params) -> bool:
    telegram.webhook.set(Settings(), drop_pending=params.get("drop_pending_updates", False))
    return True


def _get_webhook_info(telegram: "Telegram", _: Params) -> Params:
    hook, error = telegram.webhook, telegram.webhook.last_error
    failed = {} if error is None else {"last_error_date": error[0], "last_error_message": error[1]}
    kinds = {"allowed_updates": hook.settings.allowed_updates} if hook.settings.allowed_updates else {}
    counted = {"pending_update_count": hook.pending, "max_connections": hook.settings.max_connections}
    return {"url": hook.settings.url, "has_custom_certificate": False, **counted, **kinds, **failed}


def _send(telegram: "Telegram", params: Params, content: Params) -> Params:
    chat = telegram.chats.reachable(params["chat_id"])
    telegram.check_pace()
    content |= telegram.chats.show_markup(chat, params.get("reply_markup"))
    return telegram.chats.add(chat, BOT, content | _reply(telegram, params))


def _reply(telegram: "Telegram", params: Params) -> Params:
    """The message a call replies to, without the one that one replied to."""
    asked = params.get("reply_parameters")
    if asked is None:
        return {}
    message = telegram.chats.reachable(params["chat_id"]).messages.get(asked["message_id"])
    if message is None and not asked.get("allow_sending_without_reply"):
        raise BotApiError(400, "Bad Request: message to be replied not found")
    return {"reply_to_message": {k: v for k, v in message.items() if k != "reply_to_message"}} if message else {}


def _text(params: Params) -> str:
    """The text as Telegram keeps it, without white space around it."""
    text = str(params.get("text", "")).strip()
    if not text:
        raise BotApiError(400, "Bad Request: message text is empty", malformed=True)
    if re.search("[\ud800-\udfff]", text):
        raise BotApiError(400, "Bad Request: strings must be encoded in UTF-8", malformed=True)
    return text


def _send_message(telegram: "Telegram", params: Params) -> Params:
    return _send(telegram, params, {"text": _text(params)})


def _send_location(telegram: "Telegram", params: Params) -> Params:
    place = {"latitude": params["latitude"], "longitude": params["longitude"]}
    return _send(telegram, params, {"location": place})


def _sender_of(kind: str, extra: Params) -> "Callable[[Telegram, Params], Params]":
    """A method that sends a file of this kind."""

    def send(telegram: "Telegram", params: Params) -> Params:
        telegram.chats.reachable(params["chat_id"])
        file = telegram.files.keep(kind, params[kind]) | extra
        caption = {"caption": params["caption"]} if params.get("caption") else {}
        return _send(telegram, params, {kind: [file] if kind == "photo" else file, **caption})

    return send


def _send_chat_action(telegram: "Telegram", params: Params) -> bool:
    telegram.chats.reachable(params["chat_id"])
    return True


def _get_file(telegram: "Telegram", params: Params) -> Params:
    return telegram.files.described(params["file_id"])


def _get_chat(telegram: "Telegram", params: Params) -> Params:
    chat = telegram.chats.reachable(params["chat_id"])
    gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), True)
    return {**chat.described, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def _edit_text(telegram: "Telegram", params: Params) -> Params:
    return telegram.chats.edit(params, {"text": _text(params)})


def _edit_markup(telegram: "Telegram", params: Params) -> Params:
    return telegram.chats.edit(params, {})


def _delete(telegram: "Telegram", params: Params) -> bool:
    chat, message = telegram.chats.own(params, "delete")
    del chat.messages[message["message_id"]]
    return True


def _answer_tap(telegram: "Telegram", params: Params) -> bool:
    chat = telegram.taps.get(params["callback_query_id"])
    if chat is None:
        words = "query is too old and response timeout expired or query ID is invalid"
        raise BotApiError(400, f"Bad Request: {words}")
    if params.get("text"):
        telegram.chats.meet(chat).toasts.append((params["text"], params.get("show_alert", False)))
    return True


def _set_commands(telegram: "Telegram", params: Params) -> bool:
    commands = params["commands"]
    if len(commands) > 100:
        raise BotApiError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH", malformed=True)
    if not all(_COMMAND.fullmatch(command["command"].removeprefix("/")) for command in commands):
        raise BotApiError(400, "Bad Request: BOT_COMMAND_INVALID", malformed=True)
    telegram.commands[_scope(params)] = commands
    return True


def _get_commands(telegram: "Telegram", params: Params) -> list[Params]:
    return telegram.commands.get(_scope(params), [])


def _delete_commands(telegram: "Telegram", params: Params) -> bool:
    telegram.commands.pop(_scope(params), None)
    return True


def _scope(params: Params) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    return f"{scope['type']} {scope.get('chat_id', '')}".strip(), params.get("language_code", "")


def _set(telegram: "Telegram", params: Params) -> bool:
    """The bot's name, descriptions and menu button are only recorded among the calls."""
    return True


DO: dict[str, Callable[["Telegram", Params], Any]] = {
    "getMe": _get_me,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _get_webhook_info,
    "sendMessage": _send_message,
    "sendLocation": _send_location,
    "sendVoice": _sender_of("voice", {"duration": 1, "mime_type": "audio/ogg"}),
    "sendPhoto": _sender_of("photo", {"width": 640, "height": 480}),
    "sendDocument": _sender_of("document", {}),
    "sendChatAction": _send_chat_action,
    "getFile": _get_file,
    "getChat": _get_chat,
    "editMessageText": _edit_text,
    "editMessageReplyMarkup": _edit_markup,
    "deleteMessage": _delete,
    "answerCallbackQuery": _answer_tap,
    "setMyCommands": _set_commands,
    "getMyCommands": _get_commands,
    "deleteMyCommands": _delete_commands,
    **dict.fromkeys(("setMyName", "setMyDescription", "setMyShortDescription", "setChatMenuButton"), _set),
    **dict.fromkeys(("logOut", "close"), _set),
}
