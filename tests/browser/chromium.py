"""The browser of the browser tests: found on this machine, opened on one page, listened to for errors.

`python -m tests.browser.chromium` says whether there is one, and how to get it.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

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
LEFT_OUT = "YOBAL_NO_BROWSER=1: the tests in a real browser are left out"


class NoBrowserError(Exception):
    """No Chromium was found; the message says how to get one."""


class PageComplainedError(AssertionError):
    """The browser's console held errors that the test did not expect."""


def is_unwanted() -> bool:
    """Whether this run is to do without a browser."""
    return os.environ.get("YOBAL_NO_BROWSER") == "1"


def executable(playwright: Playwright) -> Path:
    """The Chromium to drive: YOBAL_CHROMIUM, the system's, or playwright's own. Raises NoBrowserError."""
    named = os.environ.get("YOBAL_CHROMIUM", "")
    found = (shutil.which(name) or "" for name in NAMES)
    for place in (named, *PLACES, *found, playwright.chromium.executable_path):
        if place and Path(place).is_file():
            return Path(place)
    raise NoBrowserError(
        "the browser tests need Chromium: `apt-get install chromium`, or `playwright install chromium`, "
        "or name one in YOBAL_CHROMIUM; YOBAL_NO_BROWSER=1 leaves them out"
    )


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser of its own. Raises NoBrowserError."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(playwright), args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(
    browser: Browser,
    url: str,
    *,
    width: int = 1280,
    height: int = 900,
    language: Language | None = None,
    expecting: Sequence[str] = (),
) -> Iterator[Page]:
    """A page on `url` without memory of others, `width` by `height` CSS pixels; `language` is chosen by `?lang=`.

    Raises PageComplainedError afterwards where the console held an error with none of `expecting` in it
    ("503" for a page that is to live through one).
    """
    context = browser.new_context(viewport={"width": width, "height": height}, timezone_id="Asia/Phnom_Penh")
    complaints = listen(context)
    try:
        page = context.new_page()
        page.goto(f"{url}?lang={language}" if language else url)
        yield page
    finally:
        context.close()
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


def standing() -> str:
    """In one line: which browser the tests will drive, that they are left out, or what is missing."""
    if is_unwanted():
        return LEFT_OUT
    with sync_playwright() as playwright:
        try:
            return f"browser: {executable(playwright)}"
        except NoBrowserError as error:
            return f"MISSING: {error}"


if __name__ == "__main__":
    sys.stdout.write(f"{standing()}\n")
