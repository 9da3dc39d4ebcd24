"""The browser of the browser tests: found on this machine, opened on one page, listened to for errors."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from bot.core.wording import Language

PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (  # a browser that speaks to the page under test and to nobody else
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(Exception):
    """No Chromium was found; the message says how to get one."""


class PageComplainedError(AssertionError):
    """The browser's console held errors that the test did not expect."""


def executable(playwright: Playwright) -> Path:
    """The Chromium to drive: YOBAL_CHROMIUM, the system's, or playwright's own. Raises NoBrowserError."""
    named = os.environ.get("YOBAL_CHROMIUM", "")
    found = (shutil.which(name) or "" for name in NAMES)
    for place in (named, *PLACES, *found, playwright.chromium.executable_path):
        if place and Path(place).is_file():
            return Path(place)
    raise NoBrowserError(
        "the browser tests need Chromium: `apt-get install chromium`, or `playwright install chromium`, "
        "or name one in YOBAL_CHROMIUM"
    )


@contextmanager
def open_page(
    url: str,
    *,
    width: int = 1280,
    height: int = 900,
    language: Language | None = None,
    expecting: Sequence[str] = (),
) -> Iterator[Page]:
    """A page of its own browser on `url`, `width` by `height` CSS pixels; `language` is chosen by `?lang=`.

    Raises PageComplainedError afterwards where the console held an error with none of `expecting` in it
    ("503" for a page that is to live through one).
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(playwright), args=list(QUIET))
        try:
            context = browser.new_context(viewport={"width": width, "height": height})
            complaints = listen(context)
            page = context.new_page()
            page.goto(f"{url}?lang={language}" if language else url)
            yield page
        finally:
            browser.close()
    unexpected = [each for each in complaints if not any(word in each for word in expecting)]
    if unexpected:
        raise PageComplainedError("\n".join(unexpected))


def listen(context: BrowserContext) -> list[str]:
    """A list that grows with each error and warning any page of `context` prints or throws."""
    complaints: list[str] = []
    context.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None,
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return complaints
