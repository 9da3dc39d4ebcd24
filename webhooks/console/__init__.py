"""The console: the pages of Yobal, one module per room."""

from typing import Protocol

from flask import Blueprint, Flask

from webhooks.console import phones, wording


class Wiring(phones.Consultation, Protocol):
    """What the rooms of the console need of the house; each room says its own part."""


def register(app: Flask, wiring: Wiring) -> None:
    """Open every room of the console in `app`; the catalogs are read at the first page."""
    console = Blueprint(
        "console", __name__, template_folder="templates", static_folder="static", static_url_path="/console/static"
    )
    wording.speak(app, console)
    phones.open_room(console, wiring)
    app.register_blueprint(console)
