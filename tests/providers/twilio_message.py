"""A message as Twilio keeps it."""

import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal
from uuid import uuid4

Status = Literal[
    "accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "canceled", "received"
]
Direction = Literal["inbound", "outbound-api", "outbound-reply"]

_RANK = {"accepted": 0, "scheduled": 0, "queued": 1, "sending": 2, "sent": 3}  # the others are ends
FINAL = {"delivered", "undelivered", "failed", "canceled", "received"}
_NEVER_SEEN = {"scheduled", "undelivered", "failed", "canceled"}
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = set("\f^{}\\[~]|€")


@dataclass(slots=True)
class Message:
    """One SMS, in or out. `text` is what was sent and stays; `body` can be redacted."""

    account: str
    from_: str | None
    to: str
    text: str
    direction: Direction
    status: Status
    service: str | None = None
    callback: str | None = None
    sid: str = field(default_factory=lambda: f"SM{uuid4().hex}")
    created: float = field(default_factory=time.time)
    sent: float | None = None
    updated: float = field(default_factory=time.time)
    error_code: int | None = None
    price: str | None = None
    body: str = ""
    deleted: bool = False

    def __post_init__(self) -> None:
        self.body = self.text

    @property
    def segments(self) -> int:
        """How many parts it is billed as."""
        return _segments(self.text)

    @property
    def arrives(self) -> bool:
        """Whether a phone shows it."""
        return self.direction != "inbound" and self.status not in _NEVER_SEEN

    def move(self, status: Status, error_code: int | None, price: float) -> None:
        """Go on to `status`; never back."""
        self.updated = time.time()
        if _RANK.get(status, 9) <= _RANK.get(self.status, 9):
            return
        self.status, self.error_code = status, error_code
        if _RANK.get(status, 9) >= _RANK["sent"]:
            self.sent = self.sent or self.updated
            self.price = f"{-price * self.segments:.5f}"

    def matches(self, params: Mapping[str, Any]) -> bool:
        """Whether a list with these filters holds it. Days are compared, as the documentation promises no more."""
        day = datetime.fromtimestamp(self.sent or self.created, UTC).date().isoformat()
        return (
            not self.deleted
            and params.get("To", self.to) == self.to
            and params.get("From", self.from_) == self.from_
            and params.get("DateSent", day)[:10] == day
            and params.get("DateSent>", day)[:10] <= day
            and params.get("DateSent<", day)[:10] >= day
        )

    def resource(self) -> dict[str, Any]:
        """The message as the API shows it. A service counts the segments only when it sends."""
        uri = f"/2010-04-01/Accounts/{self.account}/Messages/{self.sid}"
        uncounted = self.service is not None and self.status == "accepted"
        return {
            "sid": self.sid,
            "account_sid": self.account,
            "messaging_service_sid": self.service,
            "from": self.from_,
            "to": self.to,
            "body": self.body,
            "direction": self.direction,
            "status": self.status,
            "num_segments": "0" if uncounted else str(self.segments),
            "num_media": "0",
            "error_code": self.error_code,
            "error_message": None if self.error_code is None else "Message not delivered",
            "price": self.price,
            "price_unit": "USD",
            "date_created": _date(self.created),
            "date_updated": _date(self.updated),
            "date_sent": None if self.sent is None else _date(self.sent),
            "api_version": "2010-04-01",
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }

    def inbound_form(self, service: str | None) -> dict[str, str]:
        """The fields of the webhook that brings it to us."""
        places = {f"{end}{part}": "" for end in ("From", "To") for part in ("City", "State", "Zip")}
        return {
            **places,
            **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), self.sid),
            **({} if service is None else {"MessagingServiceSid": service}),
            "AccountSid": self.account,
            "From": self.from_ or "",
            "To": self.to,
            "Body": self.text,
            "NumMedia": "0",
            "NumSegments": str(self.segments),
            "FromCountry": "KH",
            "ToCountry": "US",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }

    def callback_form(self, status: Status, error_code: int | None) -> dict[str, str]:
        """The fields of a status callback."""
        service = {} if self.service is None else {"MessagingServiceSid": self.service}
        failed = {} if error_code is None else {"ErrorCode": str(error_code)}
        return {
            "AccountSid": self.account,
            "MessageSid": self.sid,
            "SmsSid": self.sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "To": self.to,
            "From": self.from_ or "",
            "ApiVersion": "2010-04-01",
            **service,
            **failed,
        }


def _date(at: float) -> str:
    return format_datetime(datetime.fromtimestamp(at, UTC))


def _segments(text: str) -> int:
    """Parts of `text`, counted anew here so that a mistake of ours does not count itself right."""
    if set(text) <= _GSM | _GSM_ESCAPED:
        sizes, alone, joined = [2 if letter in _GSM_ESCAPED else 1 for letter in text], 160, 153
    else:
        sizes, alone, joined = _with_marks(text), 70, 67
    if sum(sizes) <= alone:
        return 1
    parts, used = 1, 0
    for size in sizes:
        parts, used = (parts, used + size) if used + size <= joined else (parts + 1, size)
    return parts


def _with_marks(text: str) -> list[int]:
    """UTF-16 units of every letter together with its marks."""
    sizes: list[int] = []
    for letter in text:
        units = len(letter.encode("utf-16-le", "surrogatepass")) // 2
        if sizes and unicodedata.category(letter) in ("Mn", "Mc", "Me"):
            sizes[-1] += units
        else:
            sizes.append(units)
    return sizes
