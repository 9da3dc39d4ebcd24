"""Pictures of the console for people to look at: `python -m tests.browser.screens FOLDER`.

The front page in the middle of a talk, and Today, in both languages, on a wide and on a small screen.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect

from bot.core.wording import LANGUAGES, Language
from tests.browser.chromium import launched, open_page
from tests.browser.demo import Demo, running
from tests.browser.talks import PATIENCE, WAY, Tapper, Texter

WIDTHS = (1280, 360)  # CSS pixels
PARTWAY = 3  # replies into the talk, after the language


def take(out: Path) -> Iterator[Path]:
    """Take every picture into `out`; each file as it is there."""
    expect.set_options(timeout=PATIENCE)
    with TemporaryDirectory() as folder, launched() as browser, running(Path(folder)) as demo:
        for width in WIDTHS:
            for language in LANGUAGES:
                with _front(browser, demo, language, width) as page:
                    yield _shot(page, out / f"front-{language}-{width}.png")
        yield from _behind_the_door(browser, demo, out)


@contextmanager
def _front(browser: Browser, demo: Demo, language: Language, width: int) -> Iterator[Page]:
    """The front page with two residents at their phones, part of the way through."""
    with open_page(browser, demo.url, width=width, language=language) as page:
        for one in (Texter(page, language), Tapper(page, language)):
            one.begin()
            for step in WAY[:PARTWAY]:
                one.take(step)
            one.shows(4)
        yield page


def _behind_the_door(browser: Browser, demo: Demo, out: Path) -> Iterator[Path]:
    """The link's page and Today: the link works once, so one visit sees all."""
    with open_page(browser, demo.sign_in) as page:
        yield from _every_way(page, demo.sign_in, out, "signin")
        page.locator("main button").click()
        page.wait_for_url("**/today")
        yield from _every_way(page, f"{demo.url}/today", out, "today")


def _every_way(page: Page, url: str, out: Path, name: str) -> Iterator[Path]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for language in LANGUAGES:
            page.goto(f"{url}?lang={language}")
            yield _shot(page, out / f"{name}-{language}-{width}.png")


def _shot(page: Page, file: Path) -> Path:
    """The whole page, when its letters are there and nothing moves any more."""
    page.evaluate("document.fonts.ready.then(() => Promise.all(document.getAnimations().map(a => a.finished)))")
    page.screenshot(path=file, full_page=True)
    return file


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.browser.screens FOLDER")
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for picture in take(target):
        sys.stdout.write(f"{picture}\n")
