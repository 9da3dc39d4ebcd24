"""What the tests in a real browser may ask for: the demonstration, running, and a Chromium."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.demo import Demo, running
from tests.browser.talks import PATIENCE

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; for one module, because while it runs no other test may have an event loop of its own."""
    if chromium.is_unwanted():
        pytest.skip(chromium.LEFT_OUT)
    expect.set_options(timeout=PATIENCE)  # a machine at work on other tests is slow
    with chromium.launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One `yobal serve --demo --with-worker`. The browser is asked for first: without it nothing need run."""
    with running(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture
def visit(browser: Browser, demo: Demo) -> Iterator[Open]:
    """Opens a page of the demonstration by its path; what its console complains of fails the test."""
    with ExitStack() as pages:

        def open_(path: str = "/", **how: Any) -> Page:
            return pages.enter_context(chromium.open_page(browser, f"{demo.url}{path}", **how))

        yield open_
