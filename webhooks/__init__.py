"""Everything that speaks HTTP: the hooks that providers call, health, and the console."""

import logging
from typing import Protocol

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from bot.store.database import DatabaseDown
from webhooks import console, health, hooks

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_GUARDS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HTTPS_ONLY = "max-age=31536000; includeSubDomains"

_log = logging.getLogger(__name__)


class Hooks(hooks.Inbox, health.Readiness, Protocol):
    """What providers and monitors need of the house."""


class Wiring(Hooks, console.Wiring, Protocol):
    """All that the web needs of the house; each part says its own share."""


def create_app(wiring: Wiring) -> Flask:
    """The whole web: hooks, health and console."""
    app = create_hooks(wiring)
    console.register(app, wiring)
    return app


def create_hooks(wiring: Hooks) -> Flask:
    """Hooks and health alone: for a machine that faces the internet without the console."""
    app = Flask(__name__, static_folder=None)
    app.debug = False  # whatever FLASK_DEBUG says: a debugger in the browser runs any code
    counts = health.Counts()
    hooks.register(app, wiring, counts)
    health.register(app, wiring, counts)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(DatabaseDown, _database_down)
    app.register_error_handler(Exception, _unexpected)
    _guard(app, counts, https=wiring.public_url.startswith("https://"))
    return app


def _guard(app: Flask, counts: health.Counts, *, https: bool) -> None:
    """Every answer, errors too, tells the browser to trust only us; a page may have set its own rule."""

    @app.after_request
    def guarded(response: Response) -> Response:
        for name, value in _GUARDS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers["Strict-Transport-Security"] = _HTTPS_ONLY
        counts.add("yobal_http_answers_total", status=str(response.status_code))
        return response


def _explain(error: HTTPException) -> ResponseReturnValue:
    """An error in plain words in both languages, or as JSON; nothing of the request is repeated."""
    answer = error.get_response()
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect is no error
        return answer
    if request.path.startswith("/hooks/") or request.accept_mimetypes.best == "application/json":
        answer.data, answer.content_type = jsonify({"error": error.name}).data, "application/json"
    else:
        km, en = _WORDS.get(error.code, _WORDS[error.code // 100])
        answer.data, answer.content_type = _PAGE.format(code=error.code, km=km, en=en), "text/html; charset=utf-8"
    return answer


def _database_down(error: DatabaseDown) -> ResponseReturnValue:
    _log.error("%s %s: the database is down (%s)", request.method, request.endpoint, health.place(error))
    return _explain(ServiceUnavailable(retry_after=10))


def _unexpected(error: Exception) -> ResponseReturnValue:
    # Neither path nor trace: both may hold what a person said.
    _log.error("%s %s: %s", request.method, request.endpoint, health.place(error))
    return _explain(InternalServerError())


_WORDS = {
    404: ("រកមិនឃើញទំព័រនេះទេ។", "This page was not found."),
    4: ("សំណើនេះមិនអាចទទួលយកបានទេ។", "This request cannot be accepted."),
    5: ("មានបញ្ហា។ សូមព្យាយាមម្តងទៀត។", "Something went wrong. Please try again."),
}
_PAGE = """<!doctype html>
<html lang="km"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{code}</title></head>
<body><h1>{code}</h1><p>{km}</p><p lang="en">{en}</p></body></html>
"""
