"""SMS by Twilio, or by a gateway that speaks its API (Somleng); `twilio_line` is the way out.

Inbound: https://www.twilio.com/docs/messaging/guides/webhook-request
Signature: https://www.twilio.com/docs/usage/webhooks/webhooks-security
Reports: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

import base64
import binascii
import hmac
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.channels.base import (
    Heard,
    Hook,
    Malformed,
    NotGenuine,
    Outbound,
    Report,
    Response,
    SendFailed,
    Sent,
    Status,
    Traits,
)
from bot.channels.text import legible, pieces
from bot.channels.twilio_line import OPTED_OUT, Line
from bot.core.questions.base import Media, Reply
from bot.core.said import Said
from bot.core.segments import sms_text

LONGEST = 1600  # characters in one message, either way (error 21617 above it)
_WHOLE_SECONDS = timedelta(seconds=1)  # Twilio's times are cut: it came within the second that they name

_log = logging.getLogger(__name__)


class Twilio:
    """A sender number, sender name (outbound only) or messaging service (MG…) of one account.

    `tokens` are the auth tokens that may sign requests, the current one first: while it is changed, both.
    `known(sid)` says whether a message of ours already bears that id of Twilio's.
    """

    name = "twilio"

    def __init__(  # noqa: PLR0913 - each is a setting of its own
        self,
        *,
        account: str,
        tokens: Sequence[str],
        sender: str,
        public_url: str,
        known: Callable[[str], bool],
        api_url: str = "https://api.twilio.com",
        per_second: float = 1.0,
    ) -> None:
        if not account or not tokens or not all(tokens):
            raise ValueError("an account and its auth token are needed: without them anybody could forge messages")
        self.traits = Traits(
            answers_in_response=True,
            counts_segments=True,
            buttons=False,
            has_callbacks=True,
            takes_media=False,
            per_second=per_second,
            longest=LONGEST,
        )
        self._tokens, self._sender = tuple(token.encode() for token in tokens), sender
        self._public_url, self._known = public_url.rstrip("/"), known
        self._line = Line(account, tokens[0], sender, api_url)

    # --- in ---

    def hear(self, hook: Hook) -> Sequence[Heard | Report]:
        """One message, or one report of delivery. Raises NotGenuine, Malformed."""
        if not _body_is_signed(hook) or not self._is_genuine(hook):
            raise NotGenuine("the signature does not fit: is public_url the address that Twilio calls?")
        fields = dict(reversed(hook.form))  # of a repeated field the first counts
        return _report(fields, hook) if hook.path == "status" else self._inbound(fields, hook)

    def _is_genuine(self, hook: Hook) -> bool:
        """One HMAC for a request as it should be; more only where port or token differ."""
        algorithm = _ALGORITHMS.get(_algorithm(hook.headers.get("x-twilio-webhooks-signature-settings", "")))
        given = hook.headers.get("x-twilio-signature", "").encode("utf-8", "surrogateescape")
        if algorithm is None or not given:
            return False
        fields = "".join(name + value for name, value in sorted(set(hook.form)))
        return any(
            hmac.compare_digest(given, _sign(url + fields, token, algorithm))
            for token in self._tokens
            for url in _spellings(hook.url)
        )

    def _inbound(self, fields: Mapping[str, str], hook: Hook) -> Sequence[Heard]:
        sid = _sid(fields, "MessageSid", "SmsMessageSid", "SmsSid")
        if sid is None or "From" not in fields:
            raise Malformed("MessageSid or From is missing")
        return self._heard(sid, fields, hook.at)

    def _heard(self, sid: str, fields: Mapping[str, str], at: datetime) -> Sequence[Heard]:
        address = _e164(fields["From"])
        if address is None or address == self._sender:
            _log.info("twilio: a message from a sender that cannot be answered was ignored")
            return ()
        text, length = legible(_unpacked(fields.get("Body", "")), LONGEST)
        said = Said(
            reply=Reply(text=text, media=_media(fields)),
            left=fields.get("OptOutType") == "STOP",
            returned=fields.get("OptOutType") == "START",
        )
        return (Heard(id=sid, address=address, said=said, at=at, trace=sid, length=length),)

    async def missed(self, since: datetime, now: datetime) -> Sequence[Heard]:
        """Every message Twilio has taken in for us since `since`, oldest first; the same ids as by the hook.

        Twilio does not call again for long: what came while we were away is only found here. The reply to
        it cannot go back in a response any more. Each is as old as Twilio says: what was written before the
        question that stands open now is no answer to it. Raises SendUncertain.
        """
        received = await self._line.received(since)
        return [
            heard
            for came, fields in received
            for heard in self._heard(fields["MessageSid"], fields, min(now, came + _WHOLE_SECONDS))
        ]

    # --- out ---

    def respond(self, heard: Heard | None, replies: Sequence[Outbound]) -> Response:  # noqa: ARG002 - TwiML names no one
        """TwiML: the same replies give the same bytes, so that a repeated hook repeats nothing else."""
        document = Element("Response")
        for reply in replies:
            for piece in _bodies(reply):
                SubElement(document, "Message", statusCallback=self._callback(reply)).text = piece
        return Response(tostring(document, encoding="utf-8", xml_declaration=True), "text/xml; charset=utf-8")

    async def send(self, outbound: Outbound) -> Sent:
        """Hand one message to Twilio. Raises SendFailed, SendUncertain."""
        handed = [await self._line.send(outbound.address, body, self._callback(outbound)) for body in _bodies(outbound)]
        if not handed:
            raise SendFailed("an empty message cannot be sent")
        return handed[0]

    async def find(self, outbound: Outbound, since: datetime) -> Sent | None:
        """The message at Twilio, by its text, not older than `since` and not another of ours. Raises SendUncertain."""
        sent = await self._line.sent_to(outbound.address, since)
        body = next(iter(_bodies(outbound)), None)
        return next((each for each, said in sent if said == body and not self._known(each.trace)), None)

    async def fetch(self, file: str) -> bytes:  # noqa: ARG002 - nothing can be asked for
        """An SMS carries no recording. Raises SendFailed."""
        raise SendFailed("no media")

    async def close(self) -> None:
        """Let go of connections; the next use opens new ones."""
        self._line.close()

    def _callback(self, outbound: Outbound) -> str:
        return f"{self._public_url}/hooks/{self.name}/status?id={quote(outbound.id, safe='')}"


# --- the signature ---

_ALGORITHMS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_PORTS = {"http": 80, "https": 443}


def _algorithm(settings: str) -> str:
    """The algorithm named in X-Twilio-Webhooks-Signature-Settings (key=…,algorithm=…); SHA-1 where none is."""
    named = (part.partition("=") for part in settings.split(","))
    found = (value.strip().upper() for name, _, value in named if name.strip() == "algorithm" and value.strip())
    return next(found, "HMAC_SHA1")


def _sign(text: str, token: bytes, algorithm: str) -> bytes:
    return base64.b64encode(hmac.digest(token, text.encode("utf-8", "surrogateescape"), algorithm))


def _spellings(url: str) -> Iterator[str]:
    """`url` as it is configured, then without and with a port: Twilio signs either."""
    yield url
    parts = urlsplit(url)
    rest = url[len(f"{parts.scheme}://{parts.netloc}") :]
    host = parts.netloc.removesuffix(f":{parts.port}")
    for netloc in (host, f"{host}:{parts.port or _PORTS[parts.scheme]}"):
        if netloc != parts.netloc:
            yield f"{parts.scheme}://{netloc}{rest}"


def _body_is_signed(hook: Hook) -> bool:
    """A form is signed field by field; any other body by its hash in the query, which the URL's signature covers."""
    if hook.form or not hook.body:
        return True
    named = parse_qs(hook.query).get("bodySHA256", [""])[0]
    return hmac.compare_digest(named.encode("utf-8", "surrogateescape"), sha256(hook.body).hexdigest().encode())


# --- from their words to ours ---

_STATUS: dict[str, Status] = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
_MEDIA: dict[str, Media] = {"image": "photo", "audio": "voice", "video": "video"}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"\+?([1-9][0-9]{7,14})")  # E.164; a short code or a sender's name is none
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){15,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _report(fields: Mapping[str, str], hook: Hook) -> Sequence[Report]:
    """What became of a message. Reports come in any order and more than once."""
    outbound = _sid({"id": parse_qs(hook.query).get("id", [""])[0]}, "id")
    trace = _sid(fields, "MessageSid", "SmsSid")
    if outbound is None and trace is None:
        raise Malformed("neither our id nor MessageSid is given")
    status = _STATUS.get(fields.get("MessageStatus") or fields.get("SmsStatus") or "")
    if status is None:
        _log.info("twilio: a report with an unknown status was ignored")
        return ()
    error = str(_count(fields.get("ErrorCode")) or "") or None
    segments = _count(fields.get("NumSegments"))
    return (Report(status, outbound, trace, error, left=error == str(OPTED_OUT), segments=segments),)


def _sid(fields: Mapping[str, str], *names: str) -> str | None:
    """The first of `names` that is given, if it looks like an id."""
    given = next((fields[name] for name in names if fields.get(name)), "")
    return given if _ID.fullmatch(given) else None


def _e164(given: str) -> str | None:
    """The number with its plus, which a gateway may leave out or send as an unescaped blank."""
    found = _NUMBER.fullmatch(given.strip())
    return f"+{found[1]}" if found else None


def _count(given: str | None) -> int | None:
    """A whole number above nought; None for whatever else stands there ("abc", "0", ten thousand digits)."""
    return int(given) or None if given and re.fullmatch("[0-9]{1,6}", given) else None


def _media(fields: Mapping[str, str]) -> Media | None:
    if _count(fields.get("NumMedia")) is None:
        return None
    return _MEDIA.get(fields.get("MediaContentType0", "").partition("/")[0], "document")


def _unpacked(body: str) -> str:
    """The words of a long message that Twilio passed on in base64, as it does now and then; else `body`.

    Taken for base64 only where nothing else is possible: sixty letters or more of that alphabet, without a
    blank, that turn out to be UTF-8 without a control character.
    """
    packed = body.strip().replace("\r", "").replace("\n", "")
    if not _BASE64.fullmatch(packed):
        return body
    try:
        words = base64.b64decode(packed, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return body
    return body if _CONTROL.search(words) else words


# --- from our words to theirs ---

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _bodies(outbound: Outbound) -> tuple[str, ...]:
    """The text in pieces Twilio takes: without U+200B, and without signs that no XML may hold."""
    return pieces(_NOT_XML.sub("\ufffd", sms_text(outbound.content.text)).strip(), LONGEST)
