"""The Twilio of the tests behaves as Twilio does, seen through Twilio's own client."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import requests
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]  # has no types
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from tests.providers.server import Remote
from tests.providers.twilio import ACCOUNT, NUMBER, STOPPED, TOKEN, Twilio

PHONE = "+85512000001"
HOOK = "https://yobal.example/hooks/twilio"
TWIML = "<Response><Message>{}</Message></Response>"


class House:
    """A service under test: says what it is told to say, and keeps what it was asked."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, str]] = []
        self.genuine: list[bool] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        query = f"?{environ['QUERY_STRING']}" * bool(environ["QUERY_STRING"])
        url = f"https://{environ['HTTP_HOST']}{environ['PATH_INFO']}{query}"
        self.asked.append(form)
        self.genuine.append(RequestValidator(TOKEN).validate(url, form, environ["HTTP_X_TWILIO_SIGNATURE"]))
        status, said = self.answers.pop(0) if self.answers else (200, "<Response/>")
        start_response(f"{status} .", [("Content-Type", "text/xml")])
        return [said.encode()]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def twilio(house: House) -> Iterator[Twilio]:
    with Twilio(house, hook=HOOK) as twilio:
        yield twilio


def client(twilio: Twilio, token: str = TOKEN) -> Any:
    """Twilio's own client, sent to the fake; it keeps no connection, so none is left open."""
    made = Client(ACCOUNT, token, http_client=TwilioHttpClient(timeout=5, pool_connections=False))
    made.api.base_url = twilio.url
    return made


def send(twilio: Twilio, text: str = "សួស្តី", **more: Any) -> Any:
    """A message to PHONE."""
    return client(twilio).messages.create(**{"to": PHONE, "from_": NUMBER, "body": text, **more})


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


def test_a_messaging_service_counts_and_chooses_later(house: House) -> None:
    """Through a service a message is accepted with no segments and no sender; both come when it is sent."""
    service = "MG" + "c" * 32
    with Twilio(house, messaging_service=service) as twilio:
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


@pytest.mark.parametrize("served", ["in-process", "over-http"])
def test_an_inbound_message_is_signed_and_its_answer_done(
    house: House, served: str, serve: Callable[[House], str]
) -> None:
    """The webhook gets a genuine form; the TwiML it answers reaches the phone once."""
    house.answers = [(200, TWIML.format("Thank &lt;you&gt;"))]
    with Twilio(house if served == "in-process" else serve(house), hook=HOOK + "?a=%E1%9E%80#rc=3") as twilio:
        done = twilio.receive(PHONE, "២", NumMedia="1", Something="new")
        assert (done.status, done.texts, done.attempts) == (200, ("Thank <you>",), 1)
        assert twilio.shown(PHONE) == ["Thank <you>"]
        assert twilio.alerts == []
    (form,) = house.asked
    assert house.genuine == [True]
    assert (form["From"], form["To"], form["Body"]) == (PHONE, NUMBER, "២")
    assert (form["NumMedia"], form["Something"], form["FromCity"]) == ("1", "new", "")
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == done.sid


def test_a_lost_answer_is_asked_for_again(twilio: Twilio, house: House) -> None:
    """Twilio does what the document it received says, once, however often it had to ask."""
    house.answers = [(200, TWIML.format("hello"))] * 3
    done = twilio.receive(PHONE, "1", lose=2)
    assert len({form["MessageSid"] for form in house.asked}) == 1
    assert (done.attempts, twilio.shown(PHONE)) == (3, ["hello"])
    again = twilio.receive(PHONE, "1", done.sid)
    assert (again.sid, len(client(twilio).messages.list(to=NUMBER))) == (done.sid, 1)


@pytest.mark.parametrize(
    ("overrides", "failures", "attempts", "status"),
    [
        ("", 1, 1, 500),  # by default a 5xx is not retried
        ("#rc=3&rp=ct,rt,5xx", 2, 3, 200),
        ("#rc=2&rp=5xx", 9, 3, 500),
        ("#rc=3&rp=4xx", 1, 1, 500),
        ("#rc=3&rp=all", 1, 2, 200),
    ],
)
def test_a_failing_hook_is_tried_as_its_overrides_say(
    house: House, overrides: str, failures: int, attempts: int, status: int
) -> None:
    """Rc and rp behind the URL's # say how often and after what."""
    house.answers = [(500, "")] * failures
    with Twilio(house, hook=HOOK + overrides) as twilio:
        done = twilio.receive(PHONE, "1")
        assert (done.attempts, done.status) == (attempts, status)
        assert [code for code, _ in twilio.alerts] == ([11200] if status == 500 else [])


def test_a_fallback_is_told_what_failed(house: House) -> None:
    """Where the hook fails the fallback URL is asked, with the error, and its answer is done."""
    house.answers = [(500, ""), (200, TWIML.format("from the fallback"))]
    with Twilio(house, hook=HOOK, fallback=HOOK + "/again") as twilio:
        assert twilio.receive(PHONE, "1").texts == ("from the fallback",)
    assert (house.asked[1]["ErrorCode"], house.asked[1]["ErrorUrl"]) == ("11200", HOOK)
    assert house.genuine == [True, True]


def test_a_message_nobody_heard_is_in_the_list() -> None:
    """With our service down an inbound message is not lost: a later look into the list finds it."""
    with Twilio("http://127.0.0.1:9", hook=HOOK) as twilio:  # the discard port: nobody listens
        done = twilio.receive(PHONE, "2")
        assert (done.status, done.attempts, done.texts) == (None, 2, ())
        assert [message.body for message in client(twilio).messages.list(to=NUMBER)] == ["2"]
        assert [code for code, _ in twilio.alerts] == [11205]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<Response><Message>a</Response>", 12100),
        ("", 12100),
        ("<Answer/>", 12200),
        ("<Response><Sms>a</Sms></Response>", 12200),
        ('<Response><Message status="x">a</Message></Response>', 12200),
        ("<Response>" + "<Message>a</Message>" * 11 + "</Response>", 14109),
        ("<Response><Message> </Message></Response>", 21602),
        (TWIML.format("ក" * 1601), 21617),
        ('<Response><Message statusCallback="ftp://x">a</Message></Response>', 21609),
        ('<Response><Message to="nobody">a</Message></Response>', 21211),
    ],
)
def test_a_document_twilio_cannot_follow_is_an_alert(twilio: Twilio, house: House, document: str, code: int) -> None:
    """Nothing reaches the phone, and the debugger says why."""
    house.answers = [(200, document)]
    assert twilio.receive(PHONE, "1").texts == ()
    assert [alert for alert, _ in twilio.alerts] == [code]
    assert twilio.shown(PHONE) == []


def test_a_document_of_the_wrong_type_is_an_alert(twilio: Twilio) -> None:
    """TwiML must be text/xml; 204 and an empty Response say nothing at all."""

    def plain(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<Response/>"]

    with Twilio(plain) as other:
        other.receive(PHONE, "1")
        assert [code for code, _ in other.alerts] == [12300]
    assert twilio.receive(PHONE, "1").texts == ()
    assert twilio.alerts == []


def test_several_messages_and_bodies_are_said_in_order(twilio: Twilio, house: House) -> None:
    """Up to ten messages an answer; text may stand in the Message or in its Body; a relative callback is resolved."""
    house.answers = [
        (200, '<Response><Message><Body>one</Body></Message><Message statusCallback="/s?id=7">two</Message></Response>')
    ]
    assert twilio.receive(PHONE, "1").texts == ("one", "two")
    assert [message.callback for message in twilio.messages[1:]] == [None, "https://yobal.example/s?id=7"]
    assert [message.direction for message in twilio.messages[1:]] == ["outbound-reply"] * 2


def test_stop_blocks_until_start(twilio: Twilio, house: House) -> None:
    """After STOP Twilio confirms by itself, refuses our messages and drops our replies; START ends that."""
    house.answers = [(200, TWIML.format("you said stop"))]
    assert twilio.receive(PHONE, " stop ").texts == ()
    assert [code for code, _ in twilio.alerts] == [21610]
    with pytest.raises(TwilioRestException) as refused:
        send(twilio)
    assert refused.value.code == 21610
    twilio.receive(PHONE, "Start")
    send(twilio, "welcome back")
    assert twilio.shown(PHONE)[0] == STOPPED
    assert twilio.shown(PHONE)[2:] == ["welcome back"]
    assert not any("OptOutType" in form for form in house.asked)


def test_advanced_opt_out_tells_the_hook(house: House) -> None:
    """A messaging service with Advanced Opt-Out says what it took a text for."""
    with Twilio(house, advanced_opt_out=True, messaging_service="MG" + "c" * 32) as twilio:
        for text in ("STOP", "help", "stop it", "START"):
            twilio.receive(PHONE, text)
    assert [form.get("OptOutType") for form in house.asked] == ["STOP", "HELP", None, "START"]
    assert {form["MessagingServiceSid"] for form in house.asked} == {"MG" + "c" * 32}


def test_status_callbacks_are_signed_and_may_come_in_any_order(twilio: Twilio, house: House) -> None:
    """A late `sent` is posted all the same, and moves nothing back."""
    sid = send(twilio, status_callback="https://yobal.example/hooks/twilio/status?id=42").sid
    assert twilio.report(sid, "delivered") == 200
    assert twilio.report(sid, "sent") == 200
    assert twilio.report(sid, "sent") == 200
    assert [form["MessageStatus"] for form in house.asked] == ["delivered", "sent", "sent"]
    assert all(house.genuine)
    assert client(twilio).messages(sid).fetch().status == "delivered"


def test_a_message_that_does_not_arrive_says_why(twilio: Twilio, house: House) -> None:
    """An undelivered message is not on the phone and carries the carrier's code."""
    sid = send(twilio, status_callback="https://yobal.example/s").sid
    twilio.report(sid, "undelivered", 30003)
    assert twilio.shown(PHONE) == []
    assert (house.asked[0]["MessageStatus"], house.asked[0]["ErrorCode"]) == ("undelivered", "30003")
    assert client(twilio).messages(sid).fetch().error_code == 30003


@pytest.mark.parametrize(("callbacks", "count"), [("at-once", 3), ("disorderly", 4)])
def test_callbacks_can_go_out_by_themselves(house: House, callbacks: Any, count: int) -> None:
    """In order, or shuffled and one of them twice; in the end the message is delivered."""
    with Twilio(house, callbacks=callbacks) as twilio:
        sid = send(twilio, status_callback="https://yobal.example/s").sid
        twilio.settle()
        said = [form["MessageStatus"] for form in house.asked]
        assert (len(said), set(said)) == (count, {"queued", "sent", "delivered"})
        assert client(twilio).messages(sid).fetch().status == "delivered"


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


@pytest.fixture
def serve() -> Iterator[Callable[[House], str]]:
    """Puts a house behind a real HTTP server."""

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
            """Say nothing."""

    servers: list[WSGIServer] = []

    def serve(house: House) -> str:
        servers.append(make_server("127.0.0.1", 0, house, handler_class=Quiet))
        threading.Thread(target=servers[-1].serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
