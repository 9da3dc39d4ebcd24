"""The doors to the providers: who may come in, what is passed on, what goes back. A house that only takes notes."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from bot.channels.base import Channel, Heard, Hook, Outbound, Report
from bot.channels.simulator import SimulatorSms, SimulatorTelegram
from bot.channels.telegram import Telegram
from bot.channels.twilio import Twilio
from bot.core.content import Content
from bot.store.database import DatabaseDown
from tests.providers.telegram import Telegram as TelegramProvider
from tests.providers.twilio import Twilio as TwilioProvider
from webhooks import create_hooks

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
PUBLIC = "https://yobal.example"
TOKEN = "b" * 32
SECRET = "our-secret"
PHONE = "+85512000001"
SMS = {"MessageSid": "SM" + "0" * 32, "From": PHONE, "To": "+12025550143", "Body": "២ ដើរ", "NumMedia": "0"}
UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 101,
        "date": 1_800_000_000,
        "chat": {"id": 4242, "type": "private", "first_name": "Somebody"},
        "from": {"id": 4242, "is_bot": False, "first_name": "Somebody"},
        "text": "2",
    },
}
ON_PHONE = {"phone": "phone-01234567", "id": "m1", "text": "2"}


class House:
    """Everything behind the hooks, as notes of what reached it. `broken` is raised on the way in."""

    public_url = PUBLIC

    def __init__(self) -> None:
        self.channels: Mapping[str, Channel] = {
            "twilio": Twilio(
                account="AC1", tokens=(TOKEN,), sender="+12025550143", public_url=PUBLIC, known=lambda _sid: False
            ),
            "telegram": Telegram(token="7:T", secret=SECRET),
            "simulator-sms": SimulatorSms(allowed=True, deliver=lambda _outbound: None),
            "simulator-telegram": SimulatorTelegram(allowed=False, deliver=lambda _outbound: None),
        }
        self.heard: list[Heard] = []
        self.reports: list[Report] = []
        self.kept: list[Hook] = []
        self.broken: Exception | None = None
        self.quarantine_broken: Exception | None = None
        self.is_ready = True

    def now(self) -> datetime:
        return NOW

    def receive(self, channel: Channel, heard: Heard) -> Sequence[Outbound]:
        if self.broken:
            raise self.broken
        self.heard.append(heard)
        return (Outbound(f"to-{heard.id}", heard.address, Content("អរគុណ")),)

    def settle(self, channel: Channel, report: Report) -> None:
        if self.broken:
            raise self.broken
        self.reports.append(report)

    def quarantine(self, channel: Channel, hook: Hook) -> None:
        if self.quarantine_broken:
            raise self.quarantine_broken
        self.kept.append(hook)

    def ready(self) -> bool:
        return self.is_ready


def client_of(house: House) -> FlaskClient:
    return create_hooks(house).test_client()


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> FlaskClient:
    return client_of(house)


def text(client: FlaskClient, fields: Any = None, path: str = "/hooks/twilio", **more: Any) -> Any:
    """A genuine request of Twilio's."""
    form = fields or SMS
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, dict(form))
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return client.post(path, data=urlencode(form), headers=headers, **more)


def update(client: FlaskClient, body: object = None) -> Any:
    """A genuine update of Telegram's."""
    sent = body if isinstance(body, bytes) else json.dumps(UPDATE if body is None else body).encode()
    return client.post("/hooks/telegram", data=sent, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})


def play(client: FlaskClient, body: object = None) -> Any:
    """A phone in the browser."""
    return client.post("/hooks/simulator-sms", json=ON_PHONE if body is None else body)


GENUINE: dict[str, Callable[[FlaskClient], Any]] = {"twilio": text, "telegram": update, "simulator-sms": play}
EACH = pytest.mark.parametrize("send", GENUINE.values(), ids=GENUINE)


# --- what is passed on ---


@EACH
def test_a_message_is_passed_on_and_answered(client: FlaskClient, house: House, send: Callable[..., Any]) -> None:
    """With the time it reached us."""
    assert send(client).status_code == 200
    assert [(each.said.reply.text[0], each.at) for each in house.heard] in ([("២", NOW)], [("2", NOW)])
    assert house.kept == []


def test_a_text_message_is_answered_in_the_response(client: FlaskClient) -> None:
    """As TwiML; the same message has the same answer."""
    first, again = text(client), text(client)
    assert first.content_type == "text/xml; charset=utf-8"
    assert "អរគុណ" in first.text
    assert first.data == again.data


def test_a_report_is_passed_on(client: FlaskClient, house: House) -> None:
    """By the id that is ours."""
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    answer = text(client, fields, "/hooks/twilio/status?id=7f3a")
    assert (answer.status_code, house.reports) == (200, [Report("delivered", "7f3a", "SM1")])
    assert house.heard == []


@pytest.mark.parametrize("query", ["?a=%E1%9E%80", "?a=%2F&b=+", f"?a={quote('យោបល់')}&a=", "?a=1?b"])
def test_the_query_is_signed_as_it_was_sent(client: FlaskClient, query: str) -> None:
    """Not as anything on the way has decoded it."""
    assert text(client, path=f"/hooks/twilio{query}").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "internal:8000"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-For": "1.2.3.4"},
        {"X-Original-URL": "/elsewhere", "Forwarded": "host=evil.example"},
    ],
)
def test_no_proxy_has_to_be_believed(client: FlaskClient, headers: dict[str, str]) -> None:
    """The signature is over the public URL of the settings, wherever the request says it came to."""
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/hooks/twilio", SMS)
    answer = client.post("/hooks/twilio", data=SMS, headers={"X-Twilio-Signature": signature, **headers})
    assert answer.status_code == 200


# --- with the providers of the tests ---


def test_twilio_follows_our_answer_and_reports_back(house: House) -> None:
    """Its own signatures are taken, its reports find the reply by our id, a repeat gets the same words."""
    with TwilioProvider(create_hooks(house), hook=f"{PUBLIC}/hooks/twilio", token=TOKEN) as provider:
        reception = provider.receive(PHONE, "ដើរ")
        assert (reception.status, reception.texts, provider.alerts) == (200, ("អរគុណ",), [])
        provider.deliver("sent", "delivered")
        assert provider.receive(PHONE, "ដើរ", reception.sid).status == 200
    assert [each.said.reply.text for each in house.heard] == ["ដើរ", "ដើរ"]
    assert {(each.outbound, each.status) for each in house.reports} >= {
        (f"to-{reception.sid}", "sent"),
        (f"to-{reception.sid}", "delivered"),
    }


def test_telegram_comes_again_only_while_we_cannot_store(house: House) -> None:
    """Whatever else is wrong with an update, the person's chat is not blocked."""
    with TelegramProvider(create_hooks(house)) as provider:
        provider.set_webhook(f"{PUBLIC}/hooks/telegram", secret=SECRET)
        house.broken = ValueError()
        assert provider.receive_text(4242, "1").attempts == [200]
        house.broken = DatabaseDown()
        waiting = provider.receive_text(4242, "2")
        house.broken = None
        provider.settle()
        assert waiting.taken
        assert waiting.attempts[0] == 503
    assert [each.said.reply.text for each in house.heard] == ["2"]
    assert len(house.kept) == 1


# --- who is turned away ---


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/hooks/twilio", {"data": SMS}),
        ("/hooks/twilio", {"data": SMS, "headers": {"X-Twilio-Signature": "AAAA"}}),
        ("/hooks/twilio", {"json": SMS}),
        ("/hooks/twilio", {"data": b""}),
        ("/hooks/twilio/status?id=1", {"data": {"MessageSid": "SM1", "MessageStatus": "sent"}}),
        ("/hooks/telegram", {"json": UPDATE}),
        ("/hooks/telegram", {"json": UPDATE, "headers": {"X-Telegram-Bot-Api-Secret-Token": "wrong"}}),
        ("/hooks/telegram", {"json": UPDATE, "headers": {"X-Telegram-Bot-Api-Secret-Token": "clé".encode("latin-1")}}),
        ("/hooks/simulator-telegram", {"json": ON_PHONE}),
    ],
)
def test_a_forged_request_leaves_nothing(client: FlaskClient, house: House, path: str, sent: dict[str, Any]) -> None:
    """403, and not a byte of it is kept."""
    assert client.post(path, **sent).status_code == 403
    assert (house.heard, house.reports, house.kept) == ([], [], [])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/hooks/twilio", 405),
        ("PUT", "/hooks/twilio", 405),
        ("DELETE", "/hooks/telegram", 405),
        ("TRACE", "/hooks/telegram", 405),
        ("POST", "/hooks/whatsapp", 404),
        ("POST", "/hooks/", 404),
        ("POST", "/hooks/twilio/else", 404),
        ("POST", "/hooks/telegram/status", 404),  # it never reports
        ("POST", "/hooks/..%2f..%2fetc", 404),
        ("POST", "/hooks/%00", 404),
        ("POST", "/hooks/" + "x" * 5000, 404),
        ("POST", "/healthz", 405),
    ],
)
def test_other_doors_are_closed(client: FlaskClient, method: str, path: str, status: int) -> None:
    """One route for all channels, and only to post."""
    assert client.open(path, method=method).status_code == status


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1_000_000])
@pytest.mark.parametrize("name", ["twilio", "telegram", "simulator-sms"])
def test_a_body_too_large_is_refused_unread(client: FlaskClient, house: House, name: str, size: int) -> None:
    """64 KB is more than any provider sends."""
    assert client.post(f"/hooks/{name}", data=b"x" * size).status_code == 413
    assert house.kept == []


def test_a_body_that_does_not_say_its_length_has_the_same_bound(client: FlaskClient, house: House) -> None:
    """As sent in chunks: a short one is read, a long one is not cut but refused."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    body = json.dumps(UPDATE).encode()
    for sent, status in ((body, 200), (body + b" " * 64 * 1024, 413)):
        chunked = {"wsgi.input_terminated": True, "wsgi.input": BytesIO(sent)}
        answer = client.post("/hooks/telegram", headers=headers, environ_overrides=chunked)
        assert answer.status_code == status
    assert len(house.heard) == 1


def test_a_form_of_a_thousand_fields_and_more_is_refused(client: FlaskClient) -> None:
    """Parsing it costs more than refusing it."""
    answer = client.post("/hooks/twilio", data="a=&" * 1001, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 60_000, 400),
        (b'{"message":' * 5_000, 400),
        (b"null", 200),
        (b"[]", 200),
        (b"7", 200),
        (b'{"update_id": 1}', 200),
        (b'{"update_id": 1, "new_kind": {}}', 200),
        (b'{"update_id": 1, "message": null}', 200),
        (b'{"update_id": 1, "message": 7}', 200),
        (json.dumps({**UPDATE, "message": {**UPDATE["message"], "message_id": 2**63}}).encode(), 200),  # type: ignore[dict-item]  # a dict
        (json.dumps({**UPDATE, "message": {**UPDATE["message"], "text": "\x00\ud83d"}}).encode(), 200),  # type: ignore[dict-item]  # as above
    ],
)
def test_no_update_is_ever_answered_with_a_failure(client: FlaskClient, body: bytes, status: int) -> None:
    """A failure would block the person's chat for a day; only what is no JSON at all is refused."""
    assert update(client, body).status_code == status


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"NumMedia": "abc"}, 200),
        ({"Body": "\x00"}, 200),
        ({"From": "Smart"}, 200),
        ({"From": ""}, 200),
        ({"MessageSid": ""}, 400),
        ({"MessageSid": "x" * 1000}, 400),
        ({"OptOutType": "WHATEVER"}, 200),
        ({"Body": "=1+1" * 1000}, 200),
    ],
)
def test_no_text_message_is_ever_answered_with_a_failure(
    client: FlaskClient, changed: dict[str, str], status: int
) -> None:
    """Whatever its fields hold."""
    assert text(client, {**SMS, **changed}).status_code == status


# --- when something is wrong with us ---


@EACH
def test_while_the_database_is_down_the_provider_keeps_it(
    client: FlaskClient, house: House, send: Callable[..., Any]
) -> None:
    """503 and when to come again; nothing is said to be done."""
    house.broken = DatabaseDown("no room")
    answer = send(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert house.kept == []


@EACH
@pytest.mark.parametrize("error", [ValueError, KeyError, RecursionError, MemoryError, AssertionError])
def test_what_we_cannot_follow_is_kept(
    client: FlaskClient, house: House, send: Callable[..., Any], error: type[Exception]
) -> None:
    """With everything of the request, and answered 200: refused it would come back and block the person."""
    house.broken = error("what a person said")
    assert send(client).status_code == 200
    (kept,) = house.kept
    assert kept.body
    assert kept.at == NOW
    assert kept.url.startswith(f"{PUBLIC}/hooks/")


def test_a_shape_not_agreed_is_kept(client: FlaskClient, house: House) -> None:
    """Telegram has changed something: no word of a person is lost over it."""
    assert update(client, {"update_id": 1, "message": {"text": "2"}}).status_code == 200
    assert [json.loads(each.body)["message"] for each in house.kept] == [{"text": "2"}]


@EACH
@pytest.mark.parametrize("error", [DatabaseDown, ValueError])
def test_what_cannot_even_be_kept_is_sent_again(
    client: FlaskClient, house: House, send: Callable[..., Any], error: type[Exception]
) -> None:
    """The provider's copy is the only one left."""
    house.broken, house.quarantine_broken = ValueError(), error()
    assert send(client).status_code == 503


@EACH
def test_no_log_line_holds_what_people_say(
    client: FlaskClient, house: House, send: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Nor who they are, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    for broken in (None, DatabaseDown(f"{PHONE} said ដើរ"), ValueError(f"{PHONE} said ដើរ")):
        house.broken = broken
        send(client)
    assert "hook" in caplog.text
    for personal in ("12000001", "ដើរ", "4242", "Somebody", "phone-01234567"):
        assert personal not in caplog.text


# --- every answer ---


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/hooks/twilio"), ("POST", "/hooks/x"), ("GET", "/healthz"), ("GET", "/nothing")]
)
def test_every_answer_tells_the_browser_to_trust_only_us(client: FlaskClient, method: str, path: str) -> None:
    """Errors too."""
    headers = client.open(path, method=method).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("/nothing<script>", "text/html", "text/html; charset=utf-8"),
        ("/nothing<script>", "application/json", "application/json"),
        ("/hooks/nothing<script>", "text/html", "application/json"),
    ],
)
def test_an_error_says_little(client: FlaskClient, path: str, accept: str, content_type: str) -> None:
    """In both languages to people, as JSON to programs; nothing of the request comes back."""
    answer = client.post(path, headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (404, content_type)
    assert "script" not in answer.text
    assert ("រកមិនឃើញទំព័រនេះទេ" in answer.text) == content_type.startswith("text/html")


def test_a_fault_of_ours_says_nothing_of_itself(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """No trace in the page, none in the log, and no debugger whatever the environment says."""
    app = create_hooks(house)

    @app.get("/fault")
    def fault() -> str:
        raise ValueError("what a person said")

    @app.get("/down")
    def down() -> str:
        raise DatabaseDown("what a person said")

    answers = [app.test_client().get(path, headers={"Accept": "text/html"}) for path in ("/fault", "/down")]
    assert [answer.status_code for answer in answers] == [500, 503]
    assert answers[1].headers["Retry-After"] == "10"
    assert "what a person said" not in caplog.text + answers[0].text + answers[1].text
    assert "ValueError in test_hooks.py" in caplog.text
    assert not app.debug


@given(
    st.sampled_from(("twilio", "twilio/status?id=1", "telegram", "simulator-sms", "simulator-telegram")),
    st.binary(max_size=200),
    st.sampled_from((None, "application/x-www-form-urlencoded", "application/json", "multipart/form-data", "x;;=")),
    st.sampled_from(({}, {"X-Telegram-Bot-Api-Secret-Token": SECRET}, {"X-Twilio-Signature": "AAAA"})),
)
def test_no_bytes_make_us_fail(path: str, body: bytes, content_type: str | None, headers: dict[str, str]) -> None:
    """Nobody can have a failure of ours by what they post."""
    answer = client_of(House()).post(f"/hooks/{path}", data=body, content_type=content_type, headers=headers)
    assert answer.status_code in {200, 400, 403, 413}


_SIGNED = st.dictionaries(
    st.sampled_from((*SMS, "OptOutType", "NumSegments", "ErrorCode", "MessageStatus", "MediaContentType0")),
    st.text(max_size=20).map(lambda t: t.encode("utf-8", "ignore").decode()),
)


@given(_SIGNED, st.sampled_from(("/hooks/twilio", "/hooks/twilio/status", "/hooks/twilio/status?id=1")))
def test_no_signed_form_makes_us_fail(changed: dict[str, str], path: str) -> None:
    """Nor can a provider."""
    assert text(client_of(House()), {**SMS, **changed}, path).status_code in {200, 400}
