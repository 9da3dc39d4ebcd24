"""The web as a WSGI server loads it: one call of `web` in each of its processes."""

import atexit

from flask import Flask

from bot.settings import read_settings
from bot.wiring import build
from bot.worker import run_in_thread
from webhooks import create_app


def web() -> Flask:
    """The app over the settings of this process's environment; with its worker where they say so."""
    settings = read_settings()
    wiring = build(settings)
    if settings.with_worker:
        worker = wiring.worker
        thread = run_in_thread(worker)
        atexit.register(thread.join, 5)
        atexit.register(worker.stop.set)  # called first: the last one in is the first one out
    return create_app(wiring)
