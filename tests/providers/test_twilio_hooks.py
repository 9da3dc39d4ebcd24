"""The Twilio of the tests calls webhooks as Twilio does."""

from collections.abc import Callable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]  # has no types

from tests.providers.twilio import NUMBER, STOPPED, Twilio
from tests.providers.twilio_house import HOOK, PHONE, TWIML, House, client, send


@pytest.mark.parametrize("served", ["in-process", "over-http"])
def test_an_inbound_message_is_signed_and_its_answer_done(
    twilio_house: House, served: str, serve: Callable[[House], str]
) -> None:
    """The webhook gets a genuine form; the TwiML it answers reaches the phone once."""
    twilio_house.answers = [(200, TWIML.format("Thank &lt;you&gt;"))]
    with Twilio(
        twilio_house if served == "in-process" else serve(twilio_house), hook=HOOK + "?a=%E1%9E%80#rc=3"
    ) as twilio:
        done = twilio.receive(PHONE, "២", NumMedia="1", Something="new")
        assert (done.status, done.texts, done.attempts) == (200, ("Thank <you>",), 1)
        assert twilio.shown(PHONE) == ["Thank <you>"]
        assert twilio.alerts == []
    (form,) = twilio_house.asked
    assert twilio_house.genuine == [True]
    assert (form["From"], form["To"], form["Body"]) == (PHONE, NUMBER, "២")
    assert (form["NumMedia"], form["Something"], form["FromCity"]) == ("1", "new", "")
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == done.sid


def test_a_lost_answer_is_asked_for_again(twilio: Twilio, twilio_house: House) -> None:
    """Twilio does what the document it received says, once, however often it had to ask."""
    twilio_house.answers = [(200, TWIML.format("hello"))] * 3
    done = twilio.receive(PHONE, "1", lose=2)
    assert len({form["MessageSid"] for form in twilio_house.asked}) == 1
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
    twilio_house: House, overrides: str, failures: int, attempts: int, status: int
) -> None:
    """Rc and rp behind the URL's # say how often and after what."""
    twilio_house.answers = [(500, "")] * failures
    with Twilio(twilio_house, hook=HOOK + overrides) as twilio:
        done = twilio.receive(PHONE, "1")
        assert (done.attempts, done.status) == (attempts, status)
        assert [code for code, _ in twilio.alerts] == ([11200] if status == 500 else [])


def test_a_fallback_is_told_what_failed(twilio_house: House) -> None:
    """Where the hook fails the fallback URL is asked, with the error, and its answer is done."""
    twilio_house.answers = [(500, ""), (200, TWIML.format("from the fallback"))]
    with Twilio(twilio_house, hook=HOOK, fallback=HOOK + "/again") as twilio:
        assert twilio.receive(PHONE, "1").texts == ("from the fallback",)
    assert (twilio_house.asked[1]["ErrorCode"], twilio_house.asked[1]["ErrorUrl"]) == ("11200", HOOK)
    assert twilio_house.genuine == [True, True]


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
def test_a_document_twilio_cannot_follow_is_an_alert(
    twilio: Twilio, twilio_house: House, document: str, code: int
) -> None:
    """Nothing reaches the phone, and the debugger says why."""
    twilio_house.answers = [(200, document)]
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


def test_several_messages_and_bodies_are_said_in_order(twilio: Twilio, twilio_house: House) -> None:
    """Up to ten messages an answer; text may stand in the Message or in its Body; a relative callback is resolved."""
    twilio_house.answers = [
        (200, '<Response><Message><Body>one</Body></Message><Message statusCallback="/s?id=7">two</Message></Response>')
    ]
    assert twilio.receive(PHONE, "1").texts == ("one", "two")
    assert [message.callback for message in twilio.messages[1:]] == [None, "https://yobal.example/s?id=7"]
    assert [message.direction for message in twilio.messages[1:]] == ["outbound-reply"] * 2


def test_stop_blocks_until_start(twilio: Twilio, twilio_house: House) -> None:
    """After STOP Twilio confirms by itself, refuses our messages and drops our replies; START ends that."""
    twilio_house.answers = [(200, TWIML.format("you said stop"))]
    assert twilio.receive(PHONE, " stop ").texts == ()
    assert [code for code, _ in twilio.alerts] == [21610]
    with pytest.raises(TwilioRestException) as refused:
        send(twilio)
    assert refused.value.code == 21610
    twilio.receive(PHONE, "Start")
    send(twilio, "welcome back")
    assert twilio.shown(PHONE)[0] == STOPPED
    assert twilio.shown(PHONE)[2:] == ["welcome back"]
    assert not any("OptOutType" in form for form in twilio_house.asked)


def test_advanced_opt_out_tells_the_hook(twilio_house: House) -> None:
    """A messaging service with Advanced Opt-Out says what it took a text for."""
    with Twilio(twilio_house, advanced_opt_out=True, messaging_service="MG" + "c" * 32) as twilio:
        for text in ("STOP", "help", "stop it", "START"):
            twilio.receive(PHONE, text)
    assert [form.get("OptOutType") for form in twilio_house.asked] == ["STOP", "HELP", None, "START"]
    assert {form["MessagingServiceSid"] for form in twilio_house.asked} == {"MG" + "c" * 32}


def test_status_callbacks_are_signed_and_may_come_in_any_order(twilio: Twilio, twilio_house: House) -> None:
    """A late `sent` is posted all the same, and moves nothing back."""
    sid = send(twilio, status_callback="https://yobal.example/hooks/twilio/status?id=42").sid
    assert twilio.report(sid, "delivered") == 200
    assert twilio.report(sid, "sent") == 200
    assert twilio.report(sid, "sent") == 200
    assert [form["MessageStatus"] for form in twilio_house.asked] == ["delivered", "sent", "sent"]
    assert all(twilio_house.genuine)
    assert client(twilio).messages(sid).fetch().status == "delivered"


def test_a_message_that_does_not_arrive_says_why(twilio: Twilio, twilio_house: House) -> None:
    """An undelivered message is not on the phone and carries the carrier's code."""
    sid = send(twilio, status_callback="https://yobal.example/s").sid
    twilio.report(sid, "undelivered", 30003)
    assert twilio.shown(PHONE) == []
    assert (twilio_house.asked[0]["MessageStatus"], twilio_house.asked[0]["ErrorCode"]) == ("undelivered", "30003")
    assert client(twilio).messages(sid).fetch().error_code == 30003


@pytest.mark.parametrize(("callbacks", "count"), [("at-once", 3), ("disorderly", 4)])
def test_callbacks_can_go_out_by_themselves(twilio_house: House, callbacks: Any, count: int) -> None:
    """In order, or shuffled and one of them twice; in the end the message is delivered."""
    with Twilio(twilio_house, callbacks=callbacks) as twilio:
        sid = send(twilio, status_callback="https://yobal.example/s").sid
        twilio.settle()
        said = [form["MessageStatus"] for form in twilio_house.asked]
        assert (len(said), set(said)) == (count, {"queued", "sent", "delivered"})
        assert client(twilio).messages(sid).fetch().status == "delivered"
