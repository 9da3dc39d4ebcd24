"""Where providers call us: POST /hooks/<channel> and /hooks/<channel>/status, one way for all channels."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from urllib.parse import parse_qsl

import flask
from flask import Flask, abort, request

from bot.channels.base import Channel, Heard, Hook, Malformed, NotGenuine, Outbound, Report, Response
from bot.store.database import DatabaseDown
from webhooks.health import Counts, place

LONGEST = 64 * 1024  # bytes of a body
_FIELDS = 1000
_FORM = "application/x-www-form-urlencoded"
_RETRY_AFTER = "10"  # seconds; Telegram obeys it

_log = logging.getLogger(__name__)


class Inbox(Protocol):
    """What the hooks need of the house."""

    @property
    def public_url(self) -> str:
        """The address that providers call, without a slash at its end."""
        ...

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Every open channel by its name."""
        ...

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def receive(self, channel: Channel, heard: Heard) -> Sequence[Outbound]:
        """Take in one message; what the response must say, the same for the same `heard`. Raises DatabaseDown."""
        ...

    def settle(self, channel: Channel, report: Report) -> None:
        """Take in what became of an outbound message. Raises DatabaseDown."""
        ...

    def quarantine(self, channel: Channel, hook: Hook) -> None:
        """Keep a genuine request that could not be followed, for a person to look at. Raises DatabaseDown."""
        ...


def register(app: Flask, inbox: Inbox, counts: Counts) -> None:
    """Open the hooks in `app`."""

    def take(name: str, path: str) -> flask.Response:
        channel = inbox.channels.get(name)
        if channel is None or (path and not channel.traits.has_callbacks):
            abort(404)
        outcome, response = _follow(inbox, channel, _hook(inbox, name, path))
        counts.add("yobal_hooks_total", channel=name, outcome=outcome)
        return _http(response)

    @app.post("/hooks/<name>")
    def messages(name: str) -> flask.Response:
        return take(name, "")

    @app.post("/hooks/<name>/status")
    def reports(name: str) -> flask.Response:
        return take(name, "status")


def _hook(inbox: Inbox, name: str, path: str) -> Hook:
    """The request as it came, its URL the configured one: what a proxy or `request.url` makes of it is not signed."""
    request.max_content_length = LONGEST
    body, query = request.get_data(cache=False), request.query_string.decode("utf-8", "surrogateescape")
    if len(body) >= LONGEST:  # a body without a length ends at the bound and does not say so
        abort(413)
    where = f"/hooks/{name}/{path}".rstrip("/")
    return Hook(
        url=f"{inbox.public_url}{where}{f'?{query}' if query else ''}",
        headers={header.lower(): value for header, value in request.headers},
        query=query,
        form=_fields(body) if request.mimetype == _FORM else (),
        body=body,
        path=path,
        at=inbox.now(),
    )


def _fields(body: bytes) -> tuple[tuple[str, str], ...]:
    """The fields of a form, blank and repeated ones too: the signature covers them all."""
    text = body.decode("utf-8", "surrogateescape")
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS, errors="surrogateescape"))
    except ValueError:
        abort(400)


def _follow(inbox: Inbox, channel: Channel, hook: Hook) -> tuple[str, Response]:
    """What a request led to, in a word, and what goes back. Nothing of it is stored unless it is genuine.

    A request we cannot follow is kept and answered 200: refused, it would come back for hours and block
    the person's other messages meanwhile. Only while the database is down is it sent back to the provider.
    Errors are logged without their words and traces, which may hold what a person said.
    """
    try:
        return _pass_on(inbox, channel, hook)
    except NotGenuine:
        return "forged", Response(b"not genuine\n", status=403)
    except Malformed as error:
        return "malformed", Response(f"{error}\n".encode(), status=400)
    except DatabaseDown as error:
        _log.error("hook %s: the database is down (%s)", channel.name, place(error))
        return "database_down", _LATER
    except Exception as error:  # noqa: BLE001 - whatever it is, the message must not be lost
        _log.error("hook %s: %s; the request is kept", channel.name, place(error))
        return _keep(inbox, channel, hook)


def _pass_on(inbox: Inbox, channel: Channel, hook: Hook) -> tuple[str, Response]:
    told = channel.hear(hook)
    replies: list[Outbound] = []
    for each in told:
        if isinstance(each, Heard):
            replies.extend(inbox.receive(channel, each))
        else:
            inbox.settle(channel, each)
    heard = next((each for each in told if isinstance(each, Heard)), None)
    return "ignored" if not told else "heard" if heard else "reported", channel.respond(heard, replies)


def _keep(inbox: Inbox, channel: Channel, hook: Hook) -> tuple[str, Response]:
    """Set a request aside and say that all is well; if even that fails, have it sent again."""
    try:
        inbox.quarantine(channel, hook)
    except Exception as error:  # noqa: BLE001 - the provider's copy is now the only one
        _log.error("hook %s: %s; the request could not be kept", channel.name, place(error))
        return "lost_for_now", _LATER
    return "quarantined", channel.respond(None, ())


_LATER = Response(b"try again later\n", status=503)


def _http(response: Response) -> flask.Response:
    answer = flask.Response(response.body, response.status, content_type=response.content_type)
    if response.status == _LATER.status:
        answer.headers["Retry-After"] = _RETRY_AFTER
    return answer
