"""The Twilio of the tests behaves as Twilio does, seen through Twilio's own client."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]  # has no types
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from tests.providers.server import Remote
from tests.providers.twilio import ACCOUNT, NUMBER, TOKEN, Twilio
from tests.providers.twilio_house import HOOK, PHONE, TWIML, House, client, send


def test_a_message_is_accepted_and_shown(twilio: Twilio) -> None:
    """What is sent is queued, costs nothing yet, and is on the phone."""
    sent = send(twilio, "ក" * 71)
    assert (sent.status, sent.num_segments, sent.price, sent.direction) == ("queued", "2", None, "outbound-api")
    assert twilio.shown(PHONE) == ["ក" * 71]
    assert client(twilio).messages(sent.sid).fetch().body == "ក" * 71
    assert twilio.violations == []


def test_a_delivered_message_has_its_price(twilio: Twilio) -> None:
    """The price is known once it is sent: per segment."""
    sid = send(twilio, "ក" * 71).sid
    twilio.deliver()
    fetched = client(twilio).messages(sid).fetch()
    assert (fetched.status, fetched.price, fetched.price_unit) == ("delivered", "-0.10000", "USD")
    assert fetched.date_sent is not None


def test_a_messaging_service_counts_and_chooses_later(twilio_house: House) -> None:
    """Through a service a message is accepted with no segments and no sender; both come when it is sent."""
    service = "MG" + "c" * 32
    with Twilio(twilio_house, messaging_service=service) as twilio:
        sent = client(twilio).messages.create(to=PHONE, messaging_service_sid=service, body="hello")
        assert (sent.status, sent.num_segments, sent.from_) == ("accepted", "0", None)
        twilio.deliver("sent")
        fetched = client(twilio).messages(sent.sid).fetch()
        assert (fetched.status, fetched.num_segments, fetched.from_) == ("sent", "1", NUMBER)


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"to": "12345"}, 400, 21211),
        ({"to": ""}, 400, 21211),
        ({"to": NUMBER}, 400, 21266),
        ({"from_": "+12025550199"}, 400, 21606),
        ({"from_": "A name too long for it"}, 400, 21212),
        ({"from_": None, "messaging_service_sid": None}, 400, 21603),
        ({"messaging_service_sid": "MG" + "d" * 32}, 400, 21701),
        ({"messaging_service_sid": "not a sid"}, 400, 21705),
        ({"body": " "}, 400, 21602),
        ({"body": "ក" * 1601}, 400, 21617),
        ({"status_callback": "http://with_underscore.example/x"}, 400, 21609),
        ({"status_callback": "/hooks"}, 400, 21609),
        ({"validity_period": 36001}, 400, 90007),
        ({"schedule_type": "sometime"}, 400, 20001),
    ],
)
def test_a_wrong_message_is_refused(twilio: Twilio, wrong: dict[str, Any], status: int, code: int) -> None:
    """Twilio says what is wrong by its own code, and nothing is sent."""
    fields = {
        name: value for name, value in {"to": PHONE, "from_": NUMBER, "body": "x", **wrong}.items() if value is not None
    }
    with pytest.raises(TwilioRestException) as refused:
        client(twilio).messages.create(**fields)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert twilio.messages == []


def test_a_typing_error_in_a_parameter_does_not_pass(twilio: Twilio) -> None:
    """Twilio ignores parameters it does not know; the fake does too, and remembers them."""
    body = {"To": PHONE, "From": NUMBER, "Body": "x", "StatusCallBack": "https://yobal.example/s"}
    answer = requests.post(
        f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", body, auth=(ACCOUNT, TOKEN), timeout=5
    )
    assert answer.status_code == 201
    assert twilio.violations == ["CreateMessage: no parameter StatusCallBack"]


@pytest.mark.parametrize(("path", "status", "code"), [("Messages/SM1.json", 400, 20001), ("Calls.json", 404, 20404)])
def test_what_is_not_described_is_not_there(twilio: Twilio, path: str, status: int, code: int) -> None:
    """A path or a sid of another shape is refused."""
    answer = requests.get(f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/{path}", auth=(ACCOUNT, TOKEN), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_wrong_token_is_refused(twilio: Twilio) -> None:
    """Without the account's token nothing can be done."""
    with pytest.raises(TwilioRestException) as refused:
        client(twilio, "wrong").messages.create(to=PHONE, from_=NUMBER, body="x")
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_messages_are_listed_by_page_and_filter(twilio: Twilio) -> None:
    """Newest first, inbound and outbound, page by page; by day, not by the second."""
    sids = [send(twilio, str(number)).sid for number in range(7)]
    heard = twilio.receive(PHONE, "1").sid
    messages = client(twilio).messages
    assert [message.sid for message in messages.list(page_size=3)] == [heard, *reversed(sids)]
    assert [message.sid for message in messages.list(to=NUMBER)] == [heard]
    assert len(messages.list(from_=NUMBER, to=PHONE, limit=4, page_size=2)) == 4
    now = datetime.fromtimestamp(twilio.messages[0].created, UTC)
    assert len(messages.list(date_sent_after=now + timedelta(seconds=1))) == 8
    assert messages.list(date_sent_after=now + timedelta(days=1)) == []
    assert messages.list(date_sent_before=now - timedelta(days=1)) == []
    assert len(messages.list(date_sent=now)) == 8
    assert twilio.violations == []


def test_a_body_is_redacted_and_a_message_deleted(twilio: Twilio) -> None:
    """When a message has come to its end its text can be taken away, and so can the message; the phone keeps it."""
    sent = send(twilio, "personal")
    with pytest.raises(TwilioRestException) as refused:
        client(twilio).messages(sent.sid).update(body="")
    assert (refused.value.status, refused.value.code) == (409, 20009)
    twilio.deliver()
    assert client(twilio).messages(sent.sid).update(body="").body == ""
    assert client(twilio).messages(sent.sid).delete() is True
    with pytest.raises(TwilioRestException) as gone:
        client(twilio).messages(sent.sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert twilio.shown(PHONE) == ["personal"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("too-many", 429, 20429), ("blocked", 400, 21610), ("bad-request", 400, 21211), ("server-error", 500, 20500)],
)
def test_it_refuses_on_demand(twilio: Twilio, kind: Any, status: int, code: int) -> None:
    """A fault strikes the calls it was made for, nothing is done, and then all is well again."""
    twilio.fail(kind, operation="CreateMessage", address=PHONE)
    assert client(twilio).messages.list() == []
    with pytest.raises(TwilioRestException) as refused:
        send(twilio)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert twilio.messages == []
    assert send(twilio).status == "queued"
    assert [(call.operation, call.status, call.fault) for call in twilio.calls] == [
        ("ListMessage", 200, None),
        ("CreateMessage", status, kind),
        ("CreateMessage", 201, None),
    ]


@pytest.mark.parametrize(("kind", "sent"), [("drop", 0), ("accept-then-drop", 1)])
def test_it_cuts_the_connection_on_demand(twilio: Twilio, kind: Any, sent: int) -> None:
    """The client cannot tell whether the message was taken; the phone can."""
    twilio.fail(kind)
    with pytest.raises(requests.ConnectionError):
        send(twilio)
    assert len(twilio.shown(PHONE)) == sent
    assert [call.status for call in twilio.calls] == [None]


def test_it_is_slow_on_demand(twilio: Twilio) -> None:
    """A client that does not wait is told nothing, and the message is sent."""
    twilio.fail("slow", seconds=30)
    impatient = Client(ACCOUNT, TOKEN, http_client=TwilioHttpClient(timeout=0.1, pool_connections=False))
    impatient.api.base_url = twilio.url
    with pytest.raises(requests.Timeout):
        impatient.messages.create(to=PHONE, from_=NUMBER, body="x")
    assert twilio.shown(PHONE) == ["x"]


def test_it_can_be_away_and_come_back(twilio: Twilio) -> None:
    """While it is stopped connections are refused; afterwards everything is where it was."""
    send(twilio, "before")
    twilio.down()
    with pytest.raises(requests.ConnectionError):
        send(twilio)
    twilio.up()
    send(twilio, "after")
    assert twilio.shown(PHONE) == ["before", "after"]


def test_it_runs_as_a_process_of_its_own(serve: Callable[[House], str]) -> None:
    """Tests that kill processes drive the fake from outside."""
    house = House((200, TWIML.format("from afar")))
    command = [sys.executable, "-m", "tests.providers.twilio", "--service", serve(house), "--hook", HOOK]
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        twilio = Remote(process.stdout.readline().strip())
        assert twilio.receive(PHONE, "1")["texts"] == ["from afar"]
        assert twilio.shown(PHONE) == ["from afar"]
        twilio.fail("too-many", times=2)
        assert twilio.calls() == []
        assert twilio.messages()[0]["body"] == "1"
        with pytest.raises(RuntimeError):
            twilio.no_such_thing()
        process.kill()
