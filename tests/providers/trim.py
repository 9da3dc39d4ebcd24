"""Cuts the providers' published descriptions down to what Yobal can need; README.md says where they come from.

python tests/providers/trim.py twilio_api_v2010.json schema.json
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Json = dict[str, Any]

MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
MESSAGE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"

_METHODS = """
    getMe logOut close setWebhook deleteWebhook getWebhookInfo sendMessage sendVoice sendPhoto sendDocument sendLocation
    sendChatAction getFile getChat editMessageText editMessageReplyMarkup deleteMessage answerCallbackQuery
    setMyCommands deleteMyCommands getMyCommands setMyName setMyDescription setMyShortDescription setChatMenuButton
"""
_TYPES = """
    Update User Chat ChatFullInfo Message MaybeInaccessibleMessage InaccessibleMessage MessageEntity CallbackQuery
    PhotoSize Voice Document Video Sticker Contact Location File InputFile WebhookInfo ResponseParameters
    ReplyParameters LinkPreviewOptions InlineKeyboardMarkup InlineKeyboardButton CopyTextButton ReplyKeyboardMarkup
    KeyboardButton ReplyKeyboardRemove ForceReply ChatMemberUpdated ChatMember ChatMemberMember ChatMemberBanned
    BotCommand BotCommandScope BotCommandScopeDefault BotCommandScopeAllPrivateChats BotCommandScopeChat
    MenuButton MenuButtonCommands MenuButtonDefault
"""
METHODS, TYPES = set(_METHODS.split()), set(_TYPES.split())
PLAIN = {"Integer", "String", "Boolean", "True", "Float"}


def twilio(whole: Json) -> Json:
    """The messages of the API: paths, the schemas they refer to, and no prose."""
    paths = {path: _bare(whole["paths"][path]) for path in (MESSAGES, MESSAGE)}
    for parameter in paths[MESSAGES]["get"]["parameters"]:
        if parameter["name"].startswith("DateSent"):
            del parameter["schema"]["format"]  # says date-time; the documentation and the service take days as well
    schemas = {name: _bare(schema) for name, schema in whole["components"]["schemas"].items() if _of_messages(name)}
    info = {"title": whole["info"]["title"], "version": whole["info"]["version"], "license": whole["info"]["license"]}
    return {
        "openapi": whole["openapi"],
        "info": info,
        "servers": whole["servers"],
        "security": whole["security"],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": whole["components"]["securitySchemes"]},
    }


def _of_messages(name: str) -> bool:
    return name == "api.v2010.account.message" or (name.startswith("message_enum"))


def _bare(node: Any) -> Any:
    """`node` without prose, examples and extensions."""
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {code: {"description": "", **_bare(answer)} for code, answer in value.items()}  # OpenAPI wants one
        if key == "responses"
        else _bare(value)
        for key, value in node.items()
        if not _prose(key, value)
    }


def _prose(key: str, value: Any) -> bool:
    if key in ("description", "summary", "title"):
        return isinstance(value, str)
    return key in ("examples", "example", "tags", "headers", "servers") or key.startswith("x-")


def telegram(whole: Json) -> Json:
    """The methods and types named above: for each its fields, what they hold and their limits."""
    entries = {entry["name"]: entry for section in whole["items"] for entry in section["children"]}
    return {
        "api": whole["api"],
        "methods": {name: _fields(entries[name]) for name in sorted(METHODS)},
        "types": {name: _kinds(entries[name]) or _fields(entries[name]) for name in sorted(TYPES)},
    }


def _kinds(entry: Json) -> Json | None:
    """A type that is one of several others, where those are kept."""
    kinds = re.findall(r"^ - (\w+)$", entry["description"], re.MULTILINE)
    return {"one_of": [kind for kind in kinds if kind in TYPES]} if kinds and not entry["annotations"] else None


def _fields(entry: Json) -> Json:
    """Fields by name. Those of a type that is not kept are only named, under `other`."""
    kept, other = {}, []
    for field in entry["annotations"]:
        if not set(re.findall(r"[A-Z]\w+", field["type"])) - {"Array"} <= PLAIN | TYPES:
            other.append(field["name"])
        else:
            kept[field["name"]] = {"type": field["type"], **_limits(field)}
    return {"fields": kept, "other": other}


def _limits(field: Json) -> Json:
    """Whether the field must be there, and how long or great it may be."""
    limits: Json = {"required": True} if field["required"] else {}
    if found := re.search(r"(\d+)-(\d+) (characters|bytes)", field["description"]):
        limits[found[3]] = [int(found[1]), int(found[2])]
    if found := re.search(r"[Vv]alues between (\d+)-(\d+)|, (\d+)-(\d+)\. Defaults", field["description"]):
        limits["range"] = [int(number) for number in found.groups() if number]
    return limits


def _write(name: str, description: Json) -> None:
    (HERE / name).write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    whole_twilio, whole_telegram = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:3])
    _write("twilio-openapi.json", twilio(whole_twilio))
    _write("telegram-api.json", telegram(whole_telegram))
