"""What Telegram publishes about its Bot API, and values held against it (telegram-api.json)."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from tests.providers.server import Answer, Params, Request, json_answer

_API: dict[str, Any] = json.loads((Path(__file__).parent / "telegram-api.json").read_text("utf-8"))
METHODS: dict[str, Any] = _API["methods"]
_TYPES: dict[str, Any] = _API["types"]
_PYTHON: dict[str, type | tuple[type, ...]] = {"String": str, "Integer": int, "Float": (int, float), "Boolean": bool}

# What the server says of a field that is not as described; "" is any fault of it.
_WORDS = {
    ("chat_id", "missing"): "chat_id is empty",
    ("text", "missing"): "message text is empty",
    ("text", "short"): "message text is empty",
    ("text", "long"): "message is too long",
    ("caption", "long"): "message caption is too long",
    ("callback_data", ""): "BUTTON_DATA_INVALID",
    ("message_id", "missing"): "message identifier is not specified",
    ("command", ""): "BOT_COMMAND_INVALID",
    ("description", ""): "BOT_COMMAND_DESCRIPTION_INVALID",
    ("reply_markup", ""): "object expected as reply markup",
    ("secret_token", ""): "secret token is too long",
}


class BotApiError(Exception):
    """The server says no. `malformed`: the call breaks the description, no client should send it."""

    def __init__(self, status: int, description: str, *, malformed: bool = False, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.malformed, self.parameters = status, malformed, parameters

    def answer(self) -> Answer:
        """As every error of the API looks; a 429 also says in a header when to come again."""
        said = {"ok": False, "error_code": self.status, "description": str(self)}
        if not self.parameters:
            return json_answer(self.status, said)
        later = {name: str(value) for name, value in self.parameters.items() if name == "retry_after"}
        return json_answer(self.status, said | {"parameters": self.parameters}, **later)


@dataclass(frozen=True, slots=True)
class Problem:
    """Where a value is not as described, and how: missing, type, short, long, unknown."""

    where: str
    what: str
    detail: str

    def __str__(self) -> str:
        return f"{self.where}: {self.detail}"

    def error(self) -> BotApiError:
        """As the server says it."""
        name = self.where.rpartition(".")[2].partition("[")[0]
        words = _WORDS.get((name, self.what)) or _WORDS.get((name, "")) or f"can't parse {self}"
        return BotApiError(400, f"Bad Request: {words}", malformed=True)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along with a call."""

    name: str
    content: bytes


# --- reading a call ---


def read_params(method: str, request: Request) -> Params:
    """The parameters, from the query and the body in any of the forms the API takes, in their described types."""
    sent: Params = dict(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))
    sent |= body_params(request.headers, request.body)
    fields = METHODS.get(method, {"fields": {}})["fields"]
    return {name: _typed(fields[name]["type"], value) if name in fields else value for name, value in sent.items()}


def body_params(headers: Mapping[str, str], body: bytes) -> Params:
    """The fields of a body: JSON, a form, or a form with files. Raises BotApiError."""
    kind, options = parse_options_header({name.title(): text for name, text in headers.items()}.get("Content-Type"))
    if kind == "application/json":
        return _object(body)
    _, form, files = FormDataParser(_in_memory).parse(io.BytesIO(body), kind, len(body), options)
    uploads = {name: Upload(file.filename or "", file.read()) for name, file in files.items()}
    return {**form.to_dict(), **uploads}


def _in_memory(
    total_content_length: int | None, content_type: str | None, filename: str | None, content_length: int | None = None
) -> io.BytesIO:
    """Where an upload is kept while it is read: nothing is left open."""
    return io.BytesIO()


def _object(body: bytes) -> Params:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BotApiError(400, "Bad Request: can't parse JSON object", malformed=True)
    return value


def _typed(kind: str, value: Any) -> Any:
    """A form's text as what it stands for; what stands for nothing stays as it is and is found by `problems`."""
    if not isinstance(value, str) or kind == "String" or "InputFile" in kind:
        return value
    if kind in ("Boolean", "True"):
        return {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if kind != "Integer or String" or isinstance(read, int) else value


# --- holding values against the description ---


def method_problems(method: str, params: Params) -> list[Problem]:
    """What is wrong with a call of `method`."""
    return list(_fields(METHODS[method], params, ""))


def problems(kind: str, value: object) -> list[Problem]:
    """What is wrong with `value` as a `kind`: a type's name, `Array of …` or `… or …`."""
    return list(_problems(kind, value, kind))


def _problems(kind: str, value: object, where: str) -> Iterator[Problem]:
    if kind.startswith("Array of "):
        yield from _items(kind.removeprefix("Array of "), value, where)
    elif " or " in kind:
        yield from _best(kind.split(" or "), value, where)
    elif kind in ("True", *_PYTHON):
        if not _is(kind, value):
            yield Problem(where, "type", f"{value!r} is no {kind}")
    elif kind == "InputFile":
        if not isinstance(value, Upload):
            yield Problem(where, "type", "is no file")
    elif not isinstance(value, dict):
        yield Problem(where, "type", f"{value!r} is no {kind}")
    elif "one_of" in _TYPES[kind]:
        yield from _best(_TYPES[kind]["one_of"], value, where)
    else:
        yield from _fields(_TYPES[kind], value, f"{where}.")


def _is(kind: str, value: object) -> bool:
    """Whether `value` is of a plain kind; a Python bool is no number."""
    if kind == "True":
        return value is True
    return isinstance(value, _PYTHON[kind]) and (kind == "Boolean" or not isinstance(value, bool))


def _items(kind: str, value: object, where: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(where, "type", f"{value!r} is no array")
        return
    for number, item in enumerate(value):
        yield from _problems(kind, item, f"{where}[{number}]")


def _best(kinds: list[str], value: object, where: str) -> Iterator[Problem]:
    """The problems as the kind that `value` is nearest to."""
    yield from min((list(_problems(kind, value, where)) for kind in kinds), key=len)


def _fields(described: dict[str, Any], value: Mapping[str, Any], prefix: str) -> Iterator[Problem]:
    for name, field in described["fields"].items():
        if name in value:
            yield from _problems(field["type"], value[name], f"{prefix}{name}")
            yield from _limits(field, value[name], f"{prefix}{name}")
        elif field.get("required"):
            yield Problem(f"{prefix}{name}", "missing", "is required")
    for name in value.keys() - described["fields"].keys() - set(described["other"]):
        if not isinstance(value[name], Upload):  # files are sent under names of the client's choice
            yield Problem(f"{prefix}{name}", "unknown", "is not described")


def _limits(field: dict[str, Any], value: object, where: str) -> Iterator[Problem]:
    for limit in field.keys() & {"characters", "bytes", "range"}:
        (least, most), size = field[limit], _size(limit, value)
        if size is not None and not least <= size <= most:
            yield Problem(where, "short" if size < least else "long", f"{size} {limit}, not {least}-{most}")


def _size(limit: str, value: object) -> int | None:
    if limit == "range":
        return value if isinstance(value, int) else None
    if not isinstance(value, str):
        return None
    return utf16(value) if limit == "characters" else len(value.encode(errors="surrogatepass"))


def utf16(text: str) -> int:
    """Length as Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
