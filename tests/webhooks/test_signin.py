"""The door of the console, over the whole house: links that work once, visits that end, rooms that stay shut."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
import time_machine
from flask.testing import FlaskClient

from bot.cli import people
from bot.store import audit, users
from bot.wiring import Wiring
from tests.webhooks.house import OURS, PUBLIC, browser, house, link, signed_in
from webhooks import create_app
from webhooks.console import access

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OPEN_TO_ALL = {"console.front", "console.messages", "console.answers"} | {
    "console.sign_in_how",
    "console.sign_in_page",
    "console.sign_in",
}


def is_in(client: FlaskClient) -> bool:
    """Whether the browser is signed in: Today opens, or it says how to sign in."""
    answer = client.get("/today")
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


def test_a_link_signs_in_once(real: Wiring) -> None:
    """Its button opens Today, once; afterwards it says kindly that it is used, and how to get another."""
    client, path = browser(real), link(real)
    answer = client.post(path, headers=OURS)
    assert (answer.status_code, answer.location) == (303, "/today")
    assert is_in(client)
    again = browser(real).post(f"{path}?lang=en", headers=OURS)
    assert again.status_code == 410
    assert "This link does not work any more" in again.text
    assert "yobal user add" in again.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_a_link_does_not_use_it_up(real: Wiring, method: str) -> None:
    """A program that fetches every address in a mail finds a page with a button, and the link still works."""
    path = link(real)
    for _ in range(3):
        assert browser(real).open(path, method=method).status_code == 200
    assert browser(real).post(path, headers=OURS).status_code == 303


def test_a_link_grows_old(real: Wiring) -> None:
    """After its time it is worth nothing."""
    with time_machine.travel(MORNING, tick=False):
        path = link(real, lasts=30 * MINUTE)
    with time_machine.travel(MORNING + 30 * MINUTE, tick=False):
        assert browser(real).post(path, headers=OURS).status_code == 410


@pytest.mark.parametrize(
    ("token", "status"),
    [("x", 410), ("ចូល", 410), ("%00", 410), ("%ff%fe", 410), ("a" * 100, 410), ("a" * 101, 404), ("a/b", 404)],
)
def test_what_is_no_link_signs_nobody_in(real: Wiring, token: str, status: int) -> None:
    """Whatever stands in the address."""
    client = browser(real)
    assert client.post(f"/signin/{token}", headers=OURS).status_code == status
    assert not is_in(client)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": PUBLIC}, 303),  # a browser that knows no Sec-Fetch-Site
        ({"Sec-Fetch-Site": "cross-site", "Origin": PUBLIC}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),  # a neighbour under the same domain
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_pages_sign_in(real: Wiring, headers: dict[str, str], status: int) -> None:
    """A page elsewhere cannot sign its readers in; what it tried leaves the link unused."""
    path = link(real)
    assert browser(real).post(path, headers=headers).status_code == status
    assert browser(real).post(path, headers=OURS).status_code == (410 if status == 303 else 303)


def test_our_pages_tell_the_browser_to_name_them(real: Wiring) -> None:
    """Without a referrer a browser sends `Origin: null`, and nobody could sign in where there is no Sec-Fetch-Site."""
    assert browser(real).get(link(real)).headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("public_url", "cookie", "secure"),
    [(PUBLIC, "__Host-yobal", True), ("http://127.0.0.1:8000", "yobal", False)],
)
def test_the_cookie_is_for_this_site_alone(folder: Path, public_url: str, cookie: str, *, secure: bool) -> None:
    """Out of reach of scripts and of other sites, of other hosts too; gone when the browser closes."""
    wiring = house(folder, demo=not secure, public_url=public_url)
    header = browser(wiring).post(link(wiring), headers=OURS).headers["Set-Cookie"]
    name, *attributes = [part.partition("=")[0].strip() for part in header.split(";")]
    assert name == cookie
    assert set(attributes) == {"HttpOnly", "SameSite", "Path"} | ({"Secure"} if secure else set())
    assert "SameSite=Lax" in header
    assert "Path=/;" in f"{header};"


@pytest.mark.parametrize(
    ("pages", "stays"),
    [
        ([29], True),
        ([30], False),  # half an hour without a page
        ([29, 58, 87], True),
        ([*range(20, 12 * 60, 20)], True),
        ([*range(20, 12 * 60 + 1, 20)], False),  # twelve hours in all
    ],
)
def test_a_visit_ends_by_itself(real: Wiring, pages: list[int], *, stays: bool) -> None:
    """After half an hour without a page, and after twelve hours in any case. `pages`: minutes after signing in."""
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in(real)
        for minute in pages:
            clock.move_to(MORNING + minute * MINUTE)
            last = is_in(client)
    assert last is stays


def test_phones_in_an_open_tab_do_not_prolong_a_visit(folder: Path) -> None:
    """They ask for news by themselves all day; nobody need be there."""
    wiring = house(folder, demo=True)
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in(wiring)
        for minute in (10, 20, 30):
            clock.move_to(MORNING + minute * MINUTE)
            assert client.get("/phones/0f3c9a7e-browser-1/messages").status_code == 200
        assert not is_in(client)


def test_signing_out_ends_the_visit(real: Wiring) -> None:
    """By a button of ours alone."""
    client = signed_in(real)
    assert client.get("/signout").status_code == 405
    assert client.post("/signout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert is_in(client)
    assert client.post("/signout", headers=OURS).status_code == 303
    assert not is_in(client)


def test_another_link_signs_another_in(real: Wiring) -> None:
    """Nothing of the visit before is left."""
    client = signed_in(real, "auditor")
    assert client.post(link(real, "owner"), headers=OURS).status_code == 303
    page = client.get("/today").text
    assert "owner@yobal.example" in page
    assert "auditor@yobal.example" not in page


def test_who_may_not_sign_in_any_more_is_out_at_once(real: Wiring) -> None:
    """In the middle of a visit, and by links not yet used."""
    client, path = signed_in(real), link(real)
    with real.database.write() as db:
        person = users.find(db, "organiser@yobal.example")
        assert person is not None
        users.disable(db, person.id, real.now())
    assert not is_in(client)
    assert browser(real).post(path, headers=OURS).status_code == 410


@pytest.mark.parametrize("cookie", ["", "x", "eyJ1c2VyIjoxfQ.aaaa.bbbb"])
def test_a_cookie_of_ones_own_making_is_worth_nothing(real: Wiring, cookie: str) -> None:
    """Only ours are signed."""
    link(real, "owner")
    client = browser(real)
    client.set_cookie("__Host-yobal", cookie, domain="yobal.example", secure=True)
    assert not is_in(client)


def test_a_cookie_of_another_house_is_worth_nothing(folder: Path) -> None:
    """The key is each house's own."""
    stolen = signed_in(house(folder)).get_cookie("__Host-yobal", domain="yobal.example")
    assert stolen is not None
    client = browser(house(folder))
    client.set_cookie("__Host-yobal", stolen.value, domain="yobal.example", secure=True)
    assert not is_in(client)


def test_signing_in_is_written_down(real: Wiring) -> None:
    """Who, and when; never the link."""
    with time_machine.travel(MORNING, tick=False):
        signed_in(real, "auditor")
    with real.database.read() as db:
        assert audit.latest(db) == (audit.Deed("auditor@yobal.example", "sign in", "console", MORNING),)


def test_a_link_for_nobody_is_not_written_down(real: Wiring) -> None:
    """Strangers cannot fill the audit."""
    browser(real).post("/signin/guess", headers=OURS)
    with real.database.read() as db:
        assert audit.latest(db) == ()


# --- Who may come in ------------------------------------------------------------------------------------------


def test_every_room_says_whom_it_lets_in(real: Wiring) -> None:
    """A room that declares nothing is a mistake; the ones open to all are counted by name."""
    app = create_app(real)
    rooms = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("console.")}
    rooms -= {"console.static"}
    assert "console.today" in rooms
    assert [name for name in sorted(rooms) if not access.is_declared(app.view_functions[name])] == []
    assert {name for name in rooms if access.is_public(app.view_functions[name])} == OPEN_TO_ALL


def test_the_console_has_no_doors_beside_its_own(real: Wiring) -> None:
    """What is no room of the console is a hook, which checks signatures, or a page for monitors."""
    rules = {rule.rule for rule in create_app(real).url_map.iter_rules() if not rule.endpoint.startswith("console.")}
    assert rules == {"/hooks/<name>", "/hooks/<name>/status", "/healthz", "/readyz", "/metrics"}


def rooms(real: Wiring) -> FlaskClient:
    """A console with two rooms beside the real ones: one says nothing, one is the auditor's alone."""
    app = create_app(real)
    app.add_url_rule("/undeclared", "console.undeclared", lambda: "secret")
    app.add_url_rule("/audit", "console.audit", access.allowed("auditor")(lambda: "secret"))
    app.config.update(SERVER_NAME="yobal.example", PREFERRED_URL_SCHEME="https")
    return app.test_client()


@pytest.mark.parametrize(
    ("role", "room", "status"),
    [
        (None, "/audit", 401),
        ("owner", "/audit", 403),
        ("auditor", "/audit", 200),
        (None, "/undeclared", 401),
        ("owner", "/undeclared", 403),  # a forgotten declaration opens nothing, whoever comes
    ],
)
def test_a_room_opens_to_its_roles_alone(real: Wiring, role: str | None, room: str, status: int) -> None:
    """Nobody else learns what is in it."""
    client = rooms(real)
    if role is not None:
        client.post(link(real, role), headers=OURS)
    answer = client.get(room)
    assert answer.status_code == status
    assert ("secret" in answer.text) is (status == 200)


def test_a_role_taken_away_is_gone_at_once(real: Wiring) -> None:
    """The next page is already judged by the new role."""
    client = rooms(real)
    client.post(link(real, "auditor"), headers=OURS)
    with real.database.write() as db:
        person = users.find(db, "auditor@yobal.example")
        assert person is not None
        users.set_role(db, person.id, "reader")
    assert client.get("/audit").status_code == 403


def test_the_console_and_the_command_know_the_same_roles() -> None:
    """Whoever is added by `yobal user add` finds rooms."""
    assert set(get_args(access.Role)) == set(people.ROLES)


@pytest.mark.parametrize(("language", "words"), [("km", "សូមចូលប្រើ"), ("en", "Please sign in")])
@pytest.mark.parametrize(("path", "status"), [("/signin", 200), ("/today", 401)])
def test_who_is_not_signed_in_is_told_how(real: Wiring, path: str, status: int, language: str, words: str) -> None:
    """In both languages, with the command that makes a link."""
    answer = browser(real).get(f"{path}?lang={language}")
    assert answer.status_code == status
    assert words in answer.text
    assert "yobal user add" in answer.text
