"""The front page and its two questions, over a house that keeps what it is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.core.content import Button, Content
from bot.core.wording import Language
from bot.store.users import User
from bot.today import Today
from webhooks import console

PHONE = "0f3c9a7e-browser-1"
ASKED = Content("ភាសា / Language?", (Button("ខ្មែរ", "1:km"), Button("English", "1:en")))
RECORDED = {
    "answers": [{"question": "Where?", "answer": "Ream", "outcome": "answered", "raw": "រាម", "at": "12:31"}],
    "phase": "asking",
    "language": "km",
}


@dataclass
class House:
    """A consultation with one message on every phone; it remembers in which language answers were wanted.

    Nobody can sign in: the rooms behind the door have tests of their own, over the real house.
    """

    demo: bool = True
    languages: list[Language] = field(default_factory=list)
    public_url: str = "http://127.0.0.1:8000"
    secret_key: str = "a key for tests"

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def sign_in(self, token: str) -> User | None:
        return None

    def user(self, id_: int) -> User | None:
        return None

    def today(self) -> Today:
        return Today(self.now(), None, (), 0, 0, 0, ())

    def screen(self, phone: str, after: int) -> Sequence[Mapping[str, object]]:
        return [{"id": 7, "content": ASKED.to_json(), "segments": 2}] if after < 7 else []

    def recorded(self, phone: str, language: Language) -> Mapping[str, object]:
        self.languages.append(language)
        return RECORDED


class Page(HTMLParser):
    """What a browser would find in a page: every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def browser(house: House) -> FlaskClient:
    app = Flask("house", static_folder=None)
    console.register(app, house)
    return app.test_client()


def file(client: FlaskClient, name: str) -> bytes:
    """A file of the console; AssertionError where there is none."""
    with client.get(name) as response:  # a file stays open until its response is closed
        assert response.status_code == 200, name
        return bytes(response.data)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> FlaskClient:
    return browser(house)


@pytest.mark.parametrize(
    ("url", "language", "words"),
    [
        ("/", "km", "ផែនការទីក្រុង"),  # Khmer, until English is wanted
        ("/?lang=km", "km", "ផែនការទីក្រុង"),
        ("/?lang=en", "en", "A plan for a city"),
        ("/?lang=fr", "km", "ផែនការទីក្រុង"),  # a language we do not speak
    ],
)
def test_the_front_page_speaks_the_language_asked_for(client: FlaskClient, url: str, language: str, words: str) -> None:
    """Khmer by default; the page says its language to screen readers."""
    page = client.get(url).text
    assert f'<html lang="{language}">' in page
    assert words in page


def test_a_choice_of_language_is_remembered(client: FlaskClient) -> None:
    """What was chosen once holds on every later page."""
    client.get("/?lang=en")
    assert '<html lang="en">' in client.get("/").text


@pytest.mark.parametrize("language", ["km", "en"])
def test_both_phones_say_that_the_khmer_is_a_draft(client: FlaskClient, language: str) -> None:
    """Nobody may take the sample for reviewed Khmer, in whichever language they read."""
    page = client.get(f"/?lang={language}").text
    assert "sample, Khmer not yet reviewed" in page
    assert "គំរូ ខ្មែរមិនទាន់ពិនិត្យ" in page
    assert {"/hooks/simulator-sms", "/hooks/simulator-telegram"} == set(re.findall(r'data-hook="([^"]+)"', page))


def test_a_phone_asks_for_what_is_new(client: FlaskClient) -> None:
    """The messages after the last one seen, as the outbox had them, with what an SMS costs."""
    new = client.get(f"/phones/{PHONE}/messages?after=0").json
    assert new == {"messages": [{"id": 7, "content": ASKED.to_json(), "segments": 2}]}
    assert client.get(f"/phones/{PHONE}/messages?after=7").json == {"messages": []}


@pytest.mark.parametrize("after", ["", "?after=", "?after=x", "?after=1e3"])
def test_a_phone_that_does_not_know_where_it_was_gets_all(client: FlaskClient, after: str) -> None:
    """What is no number counts as nothing seen."""
    assert len(client.get(f"/phones/{PHONE}/messages{after}").get_json()["messages"]) == 1


def test_the_recorded_answers_are_worded_for_the_reader(client: FlaskClient, house: House) -> None:
    """In the reader's language, which need not be the resident's."""
    assert client.get(f"/phones/{PHONE}/answers").json == RECORDED
    client.get("/?lang=en")
    client.get(f"/phones/{PHONE}/answers")
    assert house.languages == ["km", "en"]


@pytest.mark.parametrize("phone", ["short", "a" * 41, "phone-ខ្មែរ", "phone_under", "phone%20space"])
@pytest.mark.parametrize("what", ["messages", "answers"])
def test_a_name_no_browser_made_is_no_phone(client: FlaskClient, phone: str, what: str) -> None:
    """Only names that nobody can guess open anything."""
    assert client.get(f"/phones/{phone}/{what}").status_code == 404


def test_outside_the_demonstration_there_are_no_phones() -> None:
    """Strangers cannot play residents of a real consultation; the front page says where to sign in."""
    client = browser(House(demo=False))
    assert client.get(f"/phones/{PHONE}/messages").status_code == 404
    assert client.get(f"/phones/{PHONE}/answers").status_code == 404
    page = client.get("/?lang=en").text
    assert "Where to sign in" in page
    assert "data-hook" not in page


@pytest.mark.parametrize("house", [House(), House(demo=False)])
@pytest.mark.parametrize("language", ["km", "en"])
def test_pages_need_nothing_but_our_own_files(house: House, language: str) -> None:
    """No script or style stands in the page, and what it loads is served by Yobal itself."""
    client = browser(house)
    tags = Page(client.get(f"/?lang={language}").text).tags
    assert not [attributes for tag, attributes in tags if tag == "script" and "src" not in attributes]
    assert not [
        tag for tag, attributes in tags if tag == "style" or any(re.match("style$|on", name) for name in attributes)
    ]
    loaded = [
        address
        for tag, attributes in tags
        for name in ("src", "href")
        if tag in {"script", "link", "img"} and (address := attributes.get(name))
    ]
    assert loaded
    assert all(file(client, address) for address in loaded)


def test_every_field_and_every_named_thing_has_its_name(client: FlaskClient) -> None:
    """Each field has a label, and whatever points at another element finds it there exactly once."""
    tags = Page(client.get("/").text).tags
    names = [attributes["id"] for _, attributes in tags if "id" in attributes]
    pointers = [
        attributes[name]
        for _, attributes in tags
        for name in ("for", "aria-labelledby", "aria-describedby")
        if name in attributes
    ]
    labelled = {attributes.get("for") for tag, attributes in tags if tag == "label"}
    assert len(set(names)) == len(names)
    assert set(pointers) <= set(names)
    assert {attributes.get("id") for tag, attributes in tags if tag == "textarea"} <= labelled


def test_the_letters_are_ours(client: FlaskClient) -> None:
    """The Khmer font comes from Yobal with its licence beside it, and is small enough for a slow line."""
    font = file(client, "/console/static/fonts/noto-sans-khmer.woff2")
    assert font.startswith(b"wOF2")
    assert len(font) < 80_000
    assert b"SIL OPEN FONT LICENSE" in file(client, "/console/static/fonts/OFL.txt")


def test_khmer_lines_stand_far_enough_apart(client: FlaskClient) -> None:
    """Khmer reaches deep below its line: never closer than 1.8, never spaced out, never slanted by force."""
    sheets = "".join(file(client, f"/console/static/{name}.css").decode() for name in ("console", "phones"))
    height = re.search(r":lang\(km\) \{ line-height: ([\d.]+)", sheets)
    assert height is not None
    assert float(height[1]) >= 1.8
    assert "letter-spacing" not in sheets
    assert "italic" not in re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
