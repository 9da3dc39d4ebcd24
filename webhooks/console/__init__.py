"""The console: the pages of Yobal, one module per room."""

from typing import Protocol

from flask import Blueprint, Flask, Response

from webhooks.console import access, phones, signin, today, visit, voices, wording


class Wiring(access.House, phones.Consultation, signin.Doorkeeper, today.Observatory, voices.Archive, Protocol):
    """What the rooms of the console need of the house; each room says its own part."""


def register(app: Flask, wiring: Wiring) -> None:
    """Open every room of the console in `app`; the catalogs are read at the first page."""
    console = Blueprint(
        "console", __name__, template_folder="templates", static_folder="static", static_url_path="/console/static"
    )
    visit.prepare(app, wiring, https=wiring.public_url.startswith("https://"))
    access.guard(console, wiring)
    wording.speak(app, console)
    console.context_processor(lambda: {"visitor": lambda: visit.visitor(wiring), "opens": access.opens})
    console.after_request(_refer_to_ourselves)
    for room in (phones, signin, today, voices):
        room.open_room(console, wiring)
    app.register_blueprint(console)


def _refer_to_ourselves(response: Response) -> Response:
    """Without any referrer a browser sends `Origin: null` with a form, and we could not tell it from a stranger's."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response
