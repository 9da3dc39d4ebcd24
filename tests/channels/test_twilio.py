"""SMS by Twilio: what it posts, what goes back, what is sent; Twilio's own library is the judge of signatures."""

import asyncio
import base64
import hmac
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from bot.channels.base import (
    Heard,
    Hook,
    Malformed,
    NotGenuine,
    Outbound,
    Report,
    SendFailed,
    SendUncertain,
    Sent,
)
from bot.channels.twilio import Twilio
from bot.core.content import Button, Content
from tests.providers.twilio import ACCOUNT, NUMBER, TOKEN
from tests.providers.twilio import Twilio as Provider

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
PUBLIC = "https://yobal.example"
URL = f"{PUBLIC}/hooks/twilio"
PHONE = "+85512000001"
SID = "SM" + "0" * 32
OLD_TOKEN = "c" * 32
INBOUND = {"MessageSid": SID, "AccountSid": ACCOUNT, "From": PHONE, "To": NUMBER, "Body": "២", "NumMedia": "0"}
REPORT = {"MessageSid": SID, "MessageStatus": "delivered", "To": PHONE, "From": NUMBER}


def channel(**changed: Any) -> Twilio:
    settings: dict[str, Any] = {
        "account": ACCOUNT,
        "tokens": (TOKEN, OLD_TOKEN),
        "sender": NUMBER,
        "public_url": PUBLIC,
        "known": lambda _sid: False,
    }
    return Twilio(**settings | changed)


def hook(
    fields: dict[str, str] | Sequence[tuple[str, str]],
    *,
    url: str = URL,
    signed: str | None = None,
    token: str = TOKEN,
    algorithm: str = "",
    path: str = "",
    body: bytes = b"",
) -> Hook:
    """A request that Twilio signed with `token` over `signed` (the URL it was configured with)."""
    form = tuple(fields.items()) if isinstance(fields, dict) else tuple(fields)
    signature = RequestValidator(token).compute_signature(signed or url, _Multi(form), algorithm or None)
    headers = {"x-twilio-signature": signature}
    if algorithm:
        headers["x-twilio-webhooks-signature-settings"] = f"key=webhooks_sharedkey_1,algorithm={algorithm}"
    return Hook(url, headers, urlsplit(url).query, form, body or urlencode(form).encode(), path, NOW)


class _Multi:
    """A form with repeated fields, as Twilio's library takes it."""

    def __init__(self, form: Sequence[tuple[str, str]]) -> None:
        self.form = form

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.form)

    def getlist(self, name: str) -> list[str]:
        return [value for each, value in self.form if each == name]


def heard(fields: dict[str, str] | Sequence[tuple[str, str]]) -> Heard:
    (only,) = channel().hear(hook(fields))
    assert isinstance(only, Heard)
    return only


def outbound(text: str = "តើអ្នកធ្វើដំណើរដោយអ្វី?", number: str = "7f3a", **more: Any) -> Outbound:
    return Outbound(number, PHONE, Content(text, **more))


# --- signatures ---


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        (URL, URL),
        (URL, f"{PUBLIC}:443/hooks/twilio"),
        (f"{PUBLIC}:8443/hooks/twilio", f"{PUBLIC}:8443/hooks/twilio"),
        (f"{PUBLIC}:8443/hooks/twilio", URL),
        ("http://yobal.example/hooks/twilio", "http://yobal.example:80/hooks/twilio"),
        (f"{URL}?id=7f3a", f"{URL}?id=7f3a"),
        (f"{URL}?q={quote('យោបល់')}", f"{URL}?q={quote('យោបល់')}"),
        (f"{URL}?q=%2F%20+a&q=%E1%9E%80", f"{URL}?q=%2F%20+a&q=%E1%9E%80"),
    ],
)
def test_a_signed_request_is_genuine(url: str, signed: str) -> None:
    """Over the URL as it is configured, its raw query included; Twilio may sign it with or without the port."""
    assert channel().hear(hook(INBOUND, url=url, signed=signed))


@pytest.mark.parametrize(
    "fields",
    [
        [*INBOUND.items(), ("Body", "again"), ("Body", "again"), ("A", "")],
        [*INBOUND.items(), ("ផ្លូវ", "ជាតិ ៤"), ("😀", "\n")],
        [*INBOUND.items(), ("NewParameter", "that nobody knows yet")],
        [*INBOUND.items(), ("a", "2"), ("a", "10"), ("a", "1")],
    ],
    ids=["repeated and blank", "Khmer", "unknown", "several values"],
)
def test_every_field_is_signed(fields: list[tuple[str, str]]) -> None:
    """Repeated, blank and unknown fields count; one that is changed on the way is noticed."""
    assert channel().hear(hook(fields))
    genuine = hook(fields)
    forged = Hook(genuine.url, genuine.headers, genuine.query, (*genuine.form, ("Extra", "")), genuine.body, "", NOW)
    with pytest.raises(NotGenuine):
        channel().hear(forged)


@pytest.mark.parametrize(
    ("token", "algorithm", "genuine"),
    [
        (TOKEN, "", True),
        (OLD_TOKEN, "", True),
        ("d" * 32, "", False),
        (TOKEN, "HMAC_SHA1", True),
        (TOKEN, "HMAC_SHA256", True),
        (OLD_TOKEN, "hmac_sha256", True),
    ],
)
def test_both_tokens_are_taken_while_one_replaces_the_other(token: str, algorithm: str, *, genuine: bool) -> None:
    """With either algorithm that Twilio names in its header."""
    request = hook(INBOUND, token=token, algorithm=algorithm)
    if genuine:
        assert channel().hear(request)
    else:
        with pytest.raises(NotGenuine):
            channel().hear(request)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-twilio-signature": ""},
        {"x-twilio-signature": "AAAA"},
        {"x-twilio-signature": "ខ្មែរ é \udcff"},
        {"x-twilio-webhooks-signature-settings": "algorithm=HMAC_MD5"},
        {"x-twilio-webhooks-signature-settings": "algorithm=HMAC_SHA256"},
    ],
)
def test_an_unsigned_request_is_not_genuine(headers: dict[str, str]) -> None:
    """A missing, strange or otherwise made signature is refused, and nothing fails over it."""
    genuine = hook(INBOUND)
    kept = genuine.headers if "x-twilio-signature" not in headers and headers else {}
    request = Hook(URL, {**kept, **headers}, "", genuine.form, genuine.body, "", NOW)
    with pytest.raises(NotGenuine):
        channel().hear(request)


def test_a_body_that_is_no_form_is_signed_by_its_hash() -> None:
    """The query names the body's SHA-256; without it, or with another body, the request is not genuine."""
    body = b'{"a": 1}'
    digest = "d74ef7d8ba8c1ba94d0c2e6b9f2c2c2a1f7f9dc6f2a6ffb07a6e8a6ea5bb2ed7"
    good = f"{URL}?bodySHA256={RequestValidator(TOKEN).compute_hash(body.decode())}"
    with pytest.raises(Malformed):  # genuine, but not a message
        channel().hear(hook((), url=good, body=body))
    for url, sent in ((f"{URL}?bodySHA256={digest}", body), (good, b'{"a": 2}'), (URL, body)):
        with pytest.raises(NotGenuine):
            channel().hear(hook((), url=url, body=sent))


def test_bytes_that_are_no_utf8_are_signed_as_they_came() -> None:
    """A surrogate escape stands for such a byte; in what is kept it is U+FFFD."""
    form = tuple({**INBOUND, "Body": "\udcff"}.items())
    text = (URL + "".join(name + value for name, value in sorted(form))).encode("utf-8", "surrogateescape")
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), text, "sha1")).decode()
    (found,) = channel().hear(Hook(URL, {"x-twilio-signature": signature}, "", form, b"...", "", NOW))
    assert isinstance(found, Heard)
    assert found.said.reply.text == "\ufffd"


@given(
    st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=5),
    st.sampled_from((PUBLIC, "https://yobal.example:8443", "http://yobal.example:80")),
    st.sampled_from(("", "?a=1", "?a=%E1%9E%80&b=")),
    st.sampled_from(("", "HMAC_SHA256")),
)
def test_our_check_is_twilios_own(fields: list[tuple[str, str]], public: str, query: str, algorithm: str) -> None:
    """What Twilio's library computes for any form and URL is taken, and nothing else."""
    form = [(_clean(name), _clean(value)) for name, value in [*INBOUND.items(), *fields]]
    url = f"{public}/hooks/twilio{query}"
    genuine = hook(form, url=url, algorithm=algorithm)
    assert channel().hear(genuine)
    spoilt = {**genuine.headers, "x-twilio-signature": genuine.headers["x-twilio-signature"][:-3] + "aa="}
    with pytest.raises(NotGenuine):
        channel().hear(Hook(url, spoilt, genuine.query, genuine.form, genuine.body, "", NOW))


def _clean(text: str) -> str:
    """As a form arrives: what is no UTF-8 cannot be sent."""
    return text.encode("utf-8", "ignore").decode()


@pytest.mark.parametrize("settings", [{"tokens": ()}, {"tokens": ("",)}, {"account": ""}])
def test_without_a_token_the_channel_does_not_open(settings: dict[str, Any]) -> None:
    """Otherwise anybody could forge what people say."""
    with pytest.raises(ValueError, match="token"):
        channel(**settings)


# --- what people say ---


def test_a_message_is_heard() -> None:
    """Its id is Twilio's, its address the number, its time ours; nothing of the profile is kept."""
    found = heard({**INBOUND, "FromCity": "Sihanoukville", "FromCountry": "KH", "ProfileName": "Somebody"})
    assert (found.id, found.trace, found.address, found.at) == (SID, SID, PHONE, NOW)
    assert (found.said.reply.text, found.said.left, found.said.returned, found.length) == ("២", False, False, None)
    assert "Sihanoukville" not in repr(found)
    assert "Somebody" not in repr(found)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"Body": "សួស្តី\nទាំងអស់គ្នា"}, "សួស្តី\nទាំងអស់គ្នា"),
        ({"Body": ""}, ""),
        ({"Body": "a\x00b"}, "a\ufffdb"),
        ({"Body": base64.b64encode(("ទឹកស្អាត " * 10).encode()).decode()}, "ទឹកស្អាត " * 10),
        ({"Body": base64.b64encode(b"clean water and light in our street, please").decode()[:-1]}, None),
        ({"Body": "a" * 60}, None),  # of that alphabet, but no words behind it
        ({"Body": "water" * 12}, None),
        ({"Body": base64.b64encode(b"too short for it").decode()}, None),
        ({"Body": base64.b64encode(b"\x00\x01" * 40).decode()}, None),
    ],
)
def test_the_words_are_the_persons_own(changed: dict[str, str], text: str | None) -> None:
    """Made fit to be kept, and unpacked only where they are base64 for certain; None means as they came."""
    assert heard({**INBOUND, **changed}).said.reply.text == (changed["Body"] if text is None else text)


def test_a_text_too_long_is_cut_and_its_length_noted() -> None:
    """1,600 characters are kept."""
    found = heard({**INBOUND, "Body": "ក" * 5000})
    assert (len(found.said.reply.text), found.length) == (1600, 5000)


@pytest.mark.parametrize(
    ("changed", "left", "returned"),
    [
        ({"OptOutType": "STOP", "Body": "STOP"}, True, False),
        ({"OptOutType": "START", "Body": "START"}, False, True),
        ({"OptOutType": "HELP", "Body": "HELP"}, False, False),
        ({"OptOutType": "", "Body": "STOP"}, False, False),
        ({"Body": "STOP"}, False, False),
        ({"Body": "QUIT"}, False, False),
    ],
)
def test_twilio_says_who_has_left(changed: dict[str, str], *, left: bool, returned: bool) -> None:
    """Only OptOutType does; the words alone are for the conversation to understand."""
    said = heard({**INBOUND, **changed}).said
    assert (said.left, said.returned, said.reply.text) == (left, returned, changed["Body"])


@pytest.mark.parametrize(
    ("changed", "media"),
    [
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, "photo"),
        ({"NumMedia": "2", "MediaContentType0": "audio/amr"}, "voice"),
        ({"NumMedia": "1", "MediaContentType0": "video/3gpp"}, "video"),
        ({"NumMedia": "1", "MediaContentType0": "text/x-vcard"}, "document"),
        ({"NumMedia": "1"}, "document"),
        ({"NumMedia": "0", "MediaContentType0": "image/jpeg"}, None),
        ({"NumMedia": "abc"}, None),
        ({"NumMedia": ""}, None),
        ({"NumMedia": "-1"}, None),
        ({"NumMedia": "9" * 5000}, None),
        ({"NumMedia": "១"}, None),
    ],
)
def test_a_picture_is_named_but_never_fetched(changed: dict[str, str], media: str | None) -> None:
    """Whatever stands where a number should be."""
    reply = heard({**INBOUND, **changed, "MediaUrl0": "https://api.twilio.com/x"}).said.reply
    assert (reply.media, reply.file) == (media, None)


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("+85512000001", "+85512000001"),
        ("85512000001", "+85512000001"),  # a gateway without the plus
        (" 85512000001", "+85512000001"),  # an unescaped plus is a blank
        ("12345", None),
        ("Smart", None),
        ("whatsapp:+85512000001", None),
        ("012000001", None),
        ("", None),
        (NUMBER, None),
        ("+855120000011234567", None),
        ("+៨៥៥១២០០០០០១", None),
    ],
)
def test_only_who_can_be_answered_is_heard(sender: str, address: str | None) -> None:
    """Short codes, names, other networks and our own number are not people."""
    found = channel().hear(hook({**INBOUND, "From": sender}))
    assert [each.address for each in found if isinstance(each, Heard)] == ([address] if address else [])


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_message_without_its_marks_is_malformed(missing: str) -> None:
    """Genuine or not, it cannot be followed."""
    with pytest.raises(Malformed):
        channel().hear(hook({name: value for name, value in INBOUND.items() if name != missing}))


@pytest.mark.parametrize("sid", ["", "SM 1", "x" * 65, "SM\x00", "ក"])
def test_a_strange_id_is_malformed(sid: str) -> None:
    """It is what tells a repeat from a new message."""
    with pytest.raises(Malformed):
        channel().hear(hook({**INBOUND, "MessageSid": sid}))


@pytest.mark.parametrize("name", ["SmsMessageSid", "SmsSid"])
def test_older_names_of_the_id_are_known(name: str) -> None:
    """Gateways that copied an older API send them."""
    fields = {name: SID, **{key: value for key, value in INBOUND.items() if key != "MessageSid"}}
    assert heard(fields).id == SID


def test_of_a_repeated_field_the_first_counts() -> None:
    """It is the one Twilio wrote."""
    assert heard([("Body", "first"), *INBOUND.items()]).said.reply.text == "first"


# --- reports ---


def report(changed: dict[str, str], query: str = "?id=7f3a") -> Sequence[Heard | Report]:
    return channel().hear(hook({**REPORT, **changed}, url=f"{URL}/status{query}", path="status"))


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("accepted", "sent"),
        ("scheduled", "sent"),
        ("queued", "sent"),
        ("sending", "sent"),
        ("sent", "sent"),
        ("partially_delivered", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("undelivered", "failed"),
        ("failed", "failed"),
        ("canceled", "failed"),
    ],
)
def test_every_status_is_understood(status: str, meant: str) -> None:
    """With the id that is ours and the id that is Twilio's."""
    assert report({"MessageStatus": status}) == (Report(meant, "7f3a", SID),)  # type: ignore[arg-type]  # a column of the table


@pytest.mark.parametrize(
    ("changed", "error", "left"),
    [
        ({"ErrorCode": "30003"}, "30003", False),
        ({"ErrorCode": "21610"}, "21610", True),
        ({"ErrorCode": "0"}, None, False),
        ({"ErrorCode": ""}, None, False),
        ({"ErrorCode": "no number"}, None, False),
    ],
)
def test_a_failure_says_why(changed: dict[str, str], error: str | None, *, left: bool) -> None:
    """21610 means that the person has sent STOP."""
    (found,) = report({"MessageStatus": "failed", **changed})
    assert isinstance(found, Report)
    assert (found.error, found.left) == (error, left)


@pytest.mark.parametrize(
    ("query", "changed", "expected"),
    [
        ("", {}, [Report("delivered", None, SID)]),
        ("?id=a&id=b", {}, [Report("delivered", "a", SID)]),
        ("?id=%00", {}, [Report("delivered", None, SID)]),
        ("?id=7f3a", {"MessageSid": ""}, [Report("delivered", "7f3a", None)]),
        ("?id=7f3a", {"NumSegments": "3"}, [Report("delivered", "7f3a", SID, segments=3)]),
        ("?id=7f3a", {"NumSegments": "0"}, [Report("delivered", "7f3a", SID)]),
        ("?id=7f3a", {"MessageStatus": "", "SmsStatus": "sent"}, [Report("sent", "7f3a", SID)]),
        ("?id=7f3a", {"MessageStatus": "in orbit"}, []),
        ("?id=7f3a", {"MessageStatus": ""}, []),
    ],
)
def test_a_report_finds_its_message(query: str, changed: dict[str, str], expected: list[Report]) -> None:
    """By our id in the callback's query, by Twilio's where that is missing; an unknown status is passed over."""
    assert list(report(changed, query)) == expected


def test_a_report_of_nothing_is_malformed() -> None:
    """Without any id there is nothing to settle."""
    with pytest.raises(Malformed):
        report({"MessageSid": ""}, "")


# --- replies in the response ---


def test_the_reply_goes_back_in_the_response() -> None:
    """As TwiML that asks for reports under our id; the same bytes for the same reply."""
    reply = outbound("១ <ថ្មើរជើង> & ២ \u200bម៉ូតូ", "id/1", buttons=(Button("b", "1:b"),))
    response = channel().respond(None, (reply,))
    assert response == channel().respond(None, (reply,))
    assert (response.content_type, response.status) == ("text/xml; charset=utf-8", 200)
    (message,) = ET.fromstring(response.body)  # noqa: S314 - our own
    assert message.text == "១ <ថ្មើរជើង> & ២ ម៉ូតូ"
    assert message.get("statusCallback") == f"{PUBLIC}/hooks/twilio/status?id=id%2F1"


def test_no_reply_is_an_empty_document() -> None:
    """Twilio then sends nothing."""
    root = ET.fromstring(channel().respond(None, ()).body)  # noqa: S314 - our own
    assert (root.tag, len(root)) == ("Response", 0)


@given(st.text(max_size=50))
def test_any_text_is_well_formed_in_the_response(text: str) -> None:
    """Signs that no XML may hold become U+FFFD."""
    for message in ET.fromstring(channel().respond(None, (outbound(text),)).body):  # noqa: S314 - our own
        assert message.text


def test_a_long_reply_goes_in_several_messages() -> None:
    """Twilio refuses more than 1,600 characters."""
    root = ET.fromstring(channel().respond(None, (outbound("ពាក្យ " * 500),)).body)  # noqa: S314 - our own
    assert [len(message.text or "") <= 1600 for message in root] == [True, True]


# --- sending, against a Twilio on loopback ---


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(hook=URL) as provider:
        yield provider
        assert provider.violations == []


def send(provider: Provider, message: Outbound | None = None, **changed: Any) -> Sent:
    return asyncio.run(_send(channel(api_url=provider.url, **changed), message or outbound()))


async def _send(sender: Twilio, message: Outbound) -> Sent:
    try:
        return await sender.send(message)
    finally:
        await sender.close()


def find(provider: Provider, message: Outbound, since: datetime, **changed: Any) -> Sent | None:
    return asyncio.run(_find(channel(api_url=provider.url, **changed), message, since))


async def _find(sender: Twilio, message: Outbound, since: datetime) -> Sent | None:
    try:
        return await sender.find(message, since)
    finally:
        await sender.close()


def test_a_message_is_sent(provider: Provider) -> None:
    """From our number, with the callback that carries our id."""
    sent = send(provider)
    assert provider.shown(PHONE) == [outbound().content.text]
    (call,) = provider.calls
    assert call.params == {
        "To": PHONE,
        "From": NUMBER,
        "Body": outbound().content.text,
        "StatusCallback": f"{PUBLIC}/hooks/twilio/status?id=7f3a",
    }
    assert (sent.trace, sent.segments) == (provider.messages[0].sid, 1)


def test_a_messaging_service_chooses_the_number() -> None:
    """A sender that begins with MG is one; it counts segments only later."""
    service = "MG" + "d" * 32
    with Provider(hook=URL, messaging_service=service) as provider:
        assert send(provider, sender=service).segments is None
        assert provider.calls[0].params["MessagingServiceSid"] == service


def test_the_response_and_the_api_send_the_same_text(provider: Provider) -> None:
    """So that a reply lost in the response is found, or not found, by its text."""
    reply = outbound(" a\u200bb\x07 ")
    send(provider, reply)
    (message,) = ET.fromstring(channel().respond(None, (reply,)).body)  # noqa: S314 - our own
    assert provider.shown(PHONE) == [message.text] == ["ab\ufffd"]


@pytest.mark.parametrize(
    ("fault", "error", "retries", "left", "stops"),
    [
        ("too-many", SendFailed, True, False, False),
        ("blocked", SendFailed, False, True, False),
        ("bad-request", SendFailed, False, False, False),
        ("server-error", SendUncertain, False, False, False),
        ("drop", SendUncertain, False, False, False),
        ("accept-then-drop", SendUncertain, False, False, False),
    ],
)
def test_a_failure_says_what_to_do(
    provider: Provider, fault: Any, error: type[Exception], *, retries: bool, left: bool, stops: bool
) -> None:
    """Only what is proven unsent may be sent again; the words of Twilio's errors, which hold numbers, are dropped."""
    provider.fail(fault)
    with pytest.raises(error) as caught:
        send(provider)
    assert PHONE not in str(caught.value)
    assert caught.value.__suppress_context__
    if isinstance(caught.value, SendFailed):
        assert (caught.value.retry_after is not None, caught.value.left, caught.value.stops) == (retries, left, stops)


@pytest.mark.parametrize(
    "changed",
    [{"tokens": ("e" * 32,)}, {"sender": "+12025550199"}, {"sender": "!"}, {"account": "AC" + "9" * 32}],
    ids=["token", "number", "name", "account"],
)
def test_a_wrong_setting_stops_the_channel(changed: dict[str, Any]) -> None:
    """Nothing would go out before it is mended."""
    with Provider(hook=URL) as provider, pytest.raises(SendFailed) as caught:
        send(provider, **changed)
    assert (caught.value.stops, caught.value.retry_after) == (True, None)


def test_a_refused_connection_has_sent_nothing(provider: Provider) -> None:
    """It may be tried again soon."""
    provider.down()
    with pytest.raises(SendFailed) as caught:
        send(provider)
    assert caught.value.retry_after is not None


def test_an_empty_message_is_not_sent(provider: Provider) -> None:
    """Twilio would refuse it."""
    with pytest.raises(SendFailed):
        send(provider, outbound(" \u200b"))
    assert provider.calls == []


# --- looking up ---


def test_a_message_that_was_taken_is_found(provider: Provider) -> None:
    """Though its answer was lost, and though it still waits at Twilio."""
    before = datetime.now(UTC)  # noqa: TID251 - Twilio's own clock is the machine's
    provider.fail("accept-then-drop")
    with pytest.raises(SendUncertain):
        send(provider)
    assert find(provider, outbound(), before) == Sent(provider.messages[0].sid, 1)


@pytest.mark.parametrize("why", ["other text", "other person", "older", "known"])
def test_another_message_is_not_taken_for_it(provider: Provider, why: str) -> None:
    """Not of another text, person or time, and not one that is another row's already."""
    before = datetime.now(UTC)  # noqa: TID251 - as above
    send(provider)
    message = {
        "other text": outbound("?"),
        "other person": Outbound("7f3a", "+85512000002", outbound().content),
    }.get(why, outbound())
    since = before + timedelta(minutes=1) if why == "older" else before
    taken = {provider.messages[0].sid} if why == "known" else set()
    assert find(provider, message, since, known=taken.__contains__) is None


def test_of_two_equal_messages_the_one_nobody_has_is_found(provider: Provider) -> None:
    """The first was asked before, and its row knows it."""
    before = datetime.now(UTC)  # noqa: TID251 - as above
    first, second = send(provider), send(provider)
    found = find(provider, outbound(), before, known={first.trace}.__contains__)
    assert found == second


@pytest.mark.parametrize("fault", ["server-error", "drop", "too-many", "gone"])
def test_where_twilio_cannot_be_asked_nothing_is_known(provider: Provider, fault: Any) -> None:
    """Then the message stays uncertain."""
    if fault == "gone":
        provider.down()
    else:
        provider.fail(fault)
    with pytest.raises(SendUncertain):
        find(provider, outbound(), NOW)


# --- what came while we were away ---


def missed(provider: Provider, since: datetime, **changed: Any) -> list[Heard]:
    async def asked() -> list[Heard]:
        sweeper = channel(api_url=provider.url, **changed)
        try:
            return list(await sweeper.missed(since, NOW))
        finally:
            await sweeper.close()

    return asyncio.run(asked())


def test_what_came_while_we_were_away_is_found(provider: Provider) -> None:
    """In order and under the ids of the hook, so that what is known changes nothing; what we sent is not in it."""
    before = datetime.now(UTC)  # noqa: TID251 - as above
    for text in ("1", "២"):
        provider._take_in(PHONE, text, None, NUMBER)
    send(provider)
    found = missed(provider, before)
    assert [(each.id, each.address, each.said.reply.text) for each in found] == [
        (message.sid, PHONE, message.text) for message in provider.messages[:2]
    ]
    assert all(before <= each.at <= before + timedelta(seconds=3) for each in found)  # when Twilio heard it
    assert missed(provider, before + timedelta(minutes=1)) == []


def test_several_pages_of_messages_are_asked_for(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as they reach back, and no further."""
    monkeypatch.setattr("bot.channels.twilio_line._PAGE", 2)
    before = datetime.now(UTC)  # noqa: TID251 - as above
    for number in range(5):
        provider._take_in(PHONE, str(number), None, NUMBER)
    assert [each.said.reply.text for each in missed(provider, before)] == ["0", "1", "2", "3", "4"]
    assert len(provider.calls) == 3
    assert missed(provider, before + timedelta(hours=1)) == []
    assert len(provider.calls) == 4


@pytest.mark.parametrize("fault", ["server-error", "drop", "too-many"])
def test_a_sweep_that_fails_says_so(provider: Provider, fault: Any) -> None:
    """It is tried again at the next turn."""
    provider.fail(fault)
    with pytest.raises(SendUncertain):
        missed(provider, NOW)


# --- fields that come through the wire ---


def test_what_the_provider_posts_is_heard() -> None:
    """A whole form of Twilio's, decoded as the hooks decode it."""
    with Provider(hook=URL) as provider:
        form = provider._take_in(PHONE, "ដើរ", None, NUMBER)[0].inbound_form(None)
    assert heard(parse_qsl(urlencode(form), keep_blank_values=True)).said.reply.text == "ដើរ"
