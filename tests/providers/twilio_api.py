"""What Twilio publishes about its Messages API, and calls held against it (twilio-openapi.json)."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from tests.providers.server import Answer, Request, json_answer

HOST = "https://api.twilio.com"
_SPEC: dict[str, Any] = json.loads((Path(__file__).parent / "twilio-openapi.json").read_text("utf-8"))
_LIST_PATH, _ONE_PATH = _SPEC["paths"]
_FORM = _SPEC["paths"][_LIST_PATH]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
_FREE = {  # any text will do, as far as the description goes
    name
    for name, schema in _FORM["properties"].items()
    if schema in ({"type": "string"}, {"type": "string", "format": "phone-number"}, {"type": "string", "format": "uri"})
}
_passed: set[tuple[object, ...]] = set()
REPEATABLE = ("MediaUrl", "PersistentAction")


class RefusalError(Exception):
    """The API says no, with its error code. `malformed`: the call breaks the description, no client should send it."""

    def __init__(self, code: int, message: str, status: int = 400, *, malformed: bool = False) -> None:
        super().__init__(message)
        self.code, self.status, self.malformed = code, status, malformed

    def answer(self) -> Answer:
        """As every error of the API looks."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return json_answer(
            self.status, {"code": self.code, "message": str(self), "more_info": more, "status": self.status}
        )


@cache
def _openapi() -> OpenAPI:
    return OpenAPI.from_dict(_SPEC)


def operation_of(method: str, path: str) -> str:
    """The operationId, or the method and path where the description has none."""
    folder, _, name = path.rpartition("/")
    pattern = _LIST_PATH if name == "Messages.json" else _ONE_PATH if folder.endswith("/Messages") else ""
    operation = _SPEC["paths"].get(pattern, {}).get(method.lower(), {})
    return str(operation.get("operationId", f"{method} {path}"))


def unknown(operation: str, params: Mapping[str, Any]) -> list[str]:
    """Parameters the description does not have; Twilio ignores them, so a typing error would never show."""
    return [name for name in params if name not in _known(operation)]


@cache
def _known(operation: str) -> frozenset[str]:
    for methods in _SPEC["paths"].values():
        for described in methods.values():
            if isinstance(described, dict) and described.get("operationId") == operation:
                body = described.get("requestBody", {}).get("content", {})
                fields = [form["schema"]["properties"] for form in body.values()]
                return frozenset(field["name"] for field in described["parameters"]).union(*fields)
    return frozenset()


def check_request(request: Request) -> None:
    """Raises RefusalError where `request` is not as the description says."""
    if (shape := _shape(request)) in _passed:
        return
    try:
        _openapi().validate_request(_as_openapi(request))
    except OpenAPIError as error:
        raise _refusal(error) from error
    _passed.add(shape)


def _shape(request: Request) -> tuple[object, ...]:
    """All of `request` that the description looks at: two that differ only in free texts are checked once (5 ms)."""
    kind = request.headers.get("Content-Type", ""), request.headers.get("Authorization", "").partition(" ")[0]
    if request.method != "POST" or kind[0] != "application/x-www-form-urlencoded":
        return (request.method, request.target, *kind, request.body)
    form = parse_qsl(request.body.decode(), keep_blank_values=True)
    return (request.target, *kind, *((name, "" if name in _FREE else value) for name, value in form))


def check_answer(request: Request, answer: Answer) -> None:
    """Raises OpenAPIError where this fake, not its client, breaks the description."""
    said = MockResponse(answer.body, answer.status, content_type=answer.content_type)
    _openapi().validate_response(_as_openapi(request), said)


def _as_openapi(request: Request) -> MockRequest:
    parts = urlsplit(request.target)
    return MockRequest(
        HOST,
        request.method.lower(),
        parts.path,
        args=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=dict(request.headers),
        data=request.body or None,
        content_type=request.headers.get("Content-Type", "application/json").partition(";")[0],
    )


def _refusal(error: OpenAPIError) -> RefusalError:
    """The error code for what openapi-core found."""
    found = "; ".join(_causes(error))
    for words, code, message in (
        ("PathNotFound", 20404, "The requested resource was not found"),
        ("'To' is a required property", 21604, "A 'To' phone number is required."),
        ("^MG", 21705, "The Messaging Service Sid is invalid"),
    ):
        if words in found:
            return RefusalError(code, message, 404 if code == 20404 else 400, malformed=True)
    return RefusalError(20001, f"Bad request: {found}", malformed=True)


def _causes(error: BaseException | None) -> list[str]:
    """`error`, what it was raised from, and the places in the schema that were not met."""
    if error is None:
        return []
    places = [f"{'/'.join(map(str, one.path))}: {one.message}" for one in getattr(error, "schema_errors", ())]
    return [f"{type(error).__name__} {error}", *places, *_causes(error.__cause__)]
