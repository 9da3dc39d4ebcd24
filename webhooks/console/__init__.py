"""The console: the pages of Yobal, one module per room."""

from typing import Protocol

from flask import Blueprint, Flask, Response

from webhooks.console import phones, wording

POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
))


class Wiring(phones.Consultation, Protocol):
    """What the rooms of the console need of the house; each room says its own part."""


def register(app: Flask, wiring: Wiring) -> None:
    """Open every room of the console in `app`. Raises nothing; the catalogs are read at the first page."""
    console = Blueprint(
        "console", __name__, template_folder="templates", static_folder="static", static_url_path="/console/static"
    )
    wording.speak(app, console)
    console.after_request(_guard)
    phones.open_room(console, wiring)
    app.register_blueprint(console)


def _guard(response: Response) -> Response:
    """Our own scripts and styles only, from files; no frames around us, nothing guessed, nobody told whence."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
