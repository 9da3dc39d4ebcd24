"""Today, over the whole house: what is asked, how far people are, and nothing that points at anybody."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient

from bot.core.content import Content
from bot.core.wording import LANGUAGES
from bot.store import inbound, outbound, surveys
from bot.store.counts import Talks
from bot.store.inbound import Arrival, Fault
from bot.store.outbound import Message
from bot.today import Group, Sum, Today, groups
from bot.wiring import Wiring
from tests.webhooks.house import browser, house, signed_in
from webhooks.console.access import ROLES
from webhooks.console.today import total

MORNING = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # half past eight in Cambodia
DEMO = {"demo": True, "public_url": "http://127.0.0.1:8000"}
_numbers = count(1)


@pytest.fixture
def demo(folder: Path) -> Iterator[Wiring]:
    """The demonstration: the sample is asked, on two phones."""
    with time_machine.travel(MORNING, tick=False):
        made = house(folder, **DEMO)
        yield made
        made.database.close()


def phone(client: FlaskClient, *said: str) -> None:
    """A resident with a new SMS phone says all of it."""
    name = f"resident-{next(_numbers):08}"
    for number, text in enumerate(said):
        body = json.dumps({"phone": name, "id": f"m{number}", "text": text})
        assert client.post("/hooks/simulator-sms", data=body, content_type="application/json").status_code == 200


def figures(client: FlaskClient, language: str = "en") -> dict[str, list[str]]:
    """The cells of the table, row by row: channel / language -> began, consented, finished."""
    page = client.get(f"/today?lang={language}").text
    found, channel = {}, ""
    for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        head = re.search(r'<th colspan="4"[^>]*>(.*?)</th>', row)
        channel = head[1] if head else channel
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        if cells:
            found[f"{channel} / {re.findall(r'<th[^>]*>(.*?)</th>', row)[0]}"] = cells
    return found


def fact(client: FlaskClient, name: str) -> str:
    """What stands beside `name`."""
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", client.get("/today?lang=en").text)
    assert found is not None, name
    return re.sub(r"<[^>]*>", "", found[1])


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_works_on_it_may_see_today(real: Wiring, role: str) -> None:
    """There is nothing in it that any role must not see."""
    assert signed_in(real, role).get("/today").status_code == 200


def test_nobody_else_sees_today(demo: Wiring) -> None:
    """Not even in the demonstration, where everybody may be a resident."""
    answer = browser(demo).get("/today?lang=en")
    assert answer.status_code == 401
    assert "Conversations" not in answer.text


def test_today_says_what_is_asked(demo: Wiring) -> None:
    """The survey by its title, its version, and since when, in Cambodia's time."""
    client = signed_in(demo)
    assert "what should be done first" in fact(client, "Survey")
    assert fact(client, "Version") == "1"
    assert fact(client, "Asked since") == "24 November 2026, 08:30"
    assert "24 វិច្ឆិកា 2026, 08:30" in client.get("/today?lang=km").text


@pytest.mark.parametrize("language", ["km", "en"])
def test_today_says_that_the_khmer_is_a_draft(demo: Wiring, language: str) -> None:
    """As long as nobody has signed it, in whichever language one reads."""
    page = signed_in(demo).get(f"/today?lang={language}").text
    assert "sample, Khmer not yet reviewed" in page
    assert "គំរូ ខ្មែរមិនទាន់ពិនិត្យ" in page


def test_nothing_is_asked_before_a_survey_is_published(real: Wiring) -> None:
    """The page says so, and names the command; there is no draft to warn of."""
    page = signed_in(real).get("/today?lang=en").text
    assert "No survey is being asked" in page
    assert "yobal survey publish" in page
    assert "sample, Khmer not yet reviewed" not in page


def test_a_closed_survey_is_not_asked(demo: Wiring) -> None:
    """What runs is what new people are asked."""
    with demo.database.write() as db:
        assert surveys.close(db, "sihanoukville", "1", MORNING)
    assert "No survey is being asked" in signed_in(demo).get("/today?lang=en").text


def test_five_are_a_number_and_four_are_few(demo: Wiring) -> None:
    """Counts of conversations by channel and language, each told from five on."""
    client = signed_in(demo)
    for _ in range(4):
        phone(client, "START", "2", "1")
    assert figures(client)["SMS phone / English"] == ["fewer than 5"] * 3
    phone(client, "START", "2")
    assert figures(client)["SMS phone / English"] == ["5", "fewer than 5", "fewer than 5"]
    phone(client, "START", "2", "1")
    assert figures(client)["SMS phone / English"] == ["6", "5", "fewer than 5"]


def test_a_group_of_nobody_looks_like_a_group_of_four(demo: Wiring) -> None:
    """That somebody on this channel speaks this language is not told either."""
    client = signed_in(demo)
    before = figures(client)
    assert set(before) == {f"{kind} phone / {name}" for kind in ("SMS", "Telegram") for name in ("ខ្មែរ", "English")}
    phone(client, "START", "1", "1")
    assert figures(client) == before


def test_the_words_for_few_are_khmer_in_khmer(demo: Wiring) -> None:
    """And not an English rest."""
    assert figures(signed_in(demo), "km")["ទូរស័ព្ទ SMS / English"] == ["តិចជាង 5"] * 3


@pytest.mark.parametrize(
    ("begun", "sum_", "words"),
    [
        ((), Sum(0, exact=True), "0"),
        ((6, 7), Sum(13, exact=True), "13"),
        ((6, 4), Sum(6, exact=False), "6 or more"),  # 10 would tell the 4
        ((1200, 0), Sum(1200, exact=False), "1,200 or more"),
        ((4, 4), Sum(0, exact=False), "fewer than 5 in each group"),  # 8, and each would be known to be 4
    ],
)
def test_a_sum_does_not_tell_what_its_parts_hide(demo: Wiring, begun: tuple[int, ...], sum_: Sum, words: str) -> None:
    """Nobody can work a hidden count out from the others."""
    talks = [Talks("sms", language, n, 0, 0) for language, n in zip(LANGUAGES, begun, strict=False)]
    stands = Today(MORNING, None, groups(talks, ()), 0, 0, 0, ())
    assert stands.begun == sum_
    client = browser(demo)
    with client.application.test_request_context("/today?lang=en"):
        assert total(stands.begun) == words


def test_a_channel_that_is_closed_keeps_its_conversations() -> None:
    """What was said on it still counts; open channels stand there before anybody has come."""
    told = groups([Talks("twilio", "en", 5, 4, 0)], ["telegram"])
    assert told == (
        Group("telegram", "km", None, None, None),
        Group("telegram", "en", None, None, None),
        Group("twilio", "km", None, None, None),
        Group("twilio", "en", 5, None, None),
    )


def test_today_counts_what_waits(demo: Wiring) -> None:
    """Messages are counted to the last one: each may need somebody."""
    client = signed_in(demo)
    with demo.database.write() as db:
        for in_response in (False, False, True):
            message = Message("telegram", Content("hello"), "reply", address="1", in_response=in_response)
            last = outbound.queue(db, demo.vault, message, MORNING)
        assert outbound.uncertain(db, last.id, "no answer", None)
        inbound.quarantine(db, demo.vault, Arrival("sms", "SM1", "+85512000001"), Fault("broke", "words"), MORNING)
    assert fact(client, "Received, but could not be handled") == "1"
    assert fact(client, "Waiting to be sent") == "2"
    assert fact(client, "Not known whether they were sent") == "1"
    assert "yobal doctor" in client.get("/today").text


def test_a_day_when_all_is_well_asks_nothing_of_anybody(demo: Wiring) -> None:
    """No command is named where none is needed."""
    client = signed_in(demo)
    assert fact(client, "Waiting to be sent") == "0"
    assert fact(client, "Not known whether they were sent") == "0"
    assert "yobal doctor" not in client.get("/today").text


def test_a_house_without_channels_says_what_to_do(real: Wiring) -> None:
    """Nobody can write to it."""
    page = signed_in(real).get("/today?lang=en").text
    assert "nobody can write to us" in page
    assert "yobal doctor" in page


def test_open_channels_are_named(folder: Path) -> None:
    """As people call them."""
    wiring = house(folder, telegram_token="1:abc", telegram_secret="s" * 32)
    page = signed_in(wiring).get("/today?lang=en").text
    assert re.search(r"Open channels.*<li>Telegram</li>", page, re.DOTALL)
