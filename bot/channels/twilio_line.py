"""The line out to Twilio: its REST client and its errors.

Messages: https://www.twilio.com/docs/messaging/api/message-resource
Errors: https://www.twilio.com/docs/api/errors
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import takewhile
from typing import Any, TypeVar

from bot.channels.base import SendFailed, SendUncertain, Sent

OPTED_OUT = 21610  # the person has sent STOP: Twilio delivers nothing more
_TIMEOUT = 10  # seconds; the library itself would wait for ever
_PAGE = 1000  # messages, as many as Twilio gives at once

_Listed = TypeVar("_Listed")


class Line:
    """Twilio's API as Yobal uses it. Every call raises SendFailed or SendUncertain where it fails.

    `sender` is a number, a sender's name or a messaging service (MG…).
    """

    def __init__(self, account: str, token: str, sender: str, api_url: str) -> None:
        self._account, self._token, self._sender, self._api_url = account, token, sender, api_url
        self._made: Any = None

    async def send(self, address: str, body: str, callback: str) -> Sent:
        """Hand one message over; its reports go to `callback`."""
        kind = "messaging_service_sid" if self._sender.startswith("MG") else "from_"
        with _told():
            message = await asyncio.to_thread(
                self._client().messages.create,
                to=address,
                body=body,
                status_callback=callback,
                **{kind: self._sender},
            )
            return _sent(message)

    async def sent_to(self, address: str, since: datetime) -> Sequence[tuple[Sent, str]]:
        """What was sent to `address` since `since`, oldest first, with its text. Raises SendUncertain."""

        def listed() -> list[tuple[Sent, str]]:
            # Not asked by DateSent: what is still queued there has none. One person's messages are one page.
            messages = self._client().messages.list(to=address, limit=_PAGE)
            fresh = [message for message in messages if message.date_created >= since - _SKEW]
            return [(_sent(message), message.body) for message in reversed(fresh)]

        return await _asked(listed)

    async def received(self, since: datetime) -> Sequence[tuple[datetime, Mapping[str, str]]]:
        """What came in for our sender since `since`, oldest first: when, and as fields of a hook. Raises SendUncertain.

        Twilio's times are cut to seconds: it came then or up to a second later.
        """
        to = {} if self._sender.startswith("MG") else {"to": self._sender}
        # By days, as documented: a time of day in this filter is not promised to be heeded.
        day = f"{since.astimezone(UTC):%Y-%m-%d}"

        def listed() -> list[tuple[datetime, Mapping[str, str]]]:
            newest_first = self._client().messages.stream(date_sent_after=day, page_size=_PAGE, **to)
            fresh = takewhile(lambda message: message.date_created >= since - _SKEW, newest_first)
            came = [each for each in fresh if each.direction == "inbound"]
            return [(each.date_created, _as_fields(each)) for each in reversed(came)]

        return await _asked(listed)

    def close(self) -> None:
        """Let go of connections; the next call opens new ones."""
        if self._made is not None:
            self._made.http_client.session.close()

    def _client(self) -> Any:  # noqa: ANN401 - the library ships no types
        if self._made is None:
            self._made = _client(self._account, self._token, self._api_url)
        return self._made


def _client(account: str, token: str, api_url: str) -> Any:  # noqa: ANN401 - the library ships no types
    """Imported here because it costs 100 ms that the web processes need not pay."""
    from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]  # ships no types
    from twilio.rest import Client  # type: ignore[import-untyped]  # ships no types

    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # at INFO it writes numbers and texts
    client = Client(account, token, http_client=TwilioHttpClient(timeout=_TIMEOUT))
    client.api.base_url = api_url
    return client


def _sent(message: Any) -> Sent:  # noqa: ANN401 - the library ships no types
    """With a messaging service the segments are "0" at first: not known."""
    return Sent(str(message.sid), int(message.num_segments or 0) or None)


async def _asked(ask: Callable[[], _Listed]) -> _Listed:
    """The answer to a question that changes nothing. Raises SendUncertain, whatever went wrong."""
    try:
        with _told():
            return await asyncio.to_thread(ask)
    except SendFailed as error:
        raise SendUncertain(f"{error}, when asked for its list") from None


def _as_fields(message: Any) -> Mapping[str, str]:  # noqa: ANN401 - as above
    return {"MessageSid": str(message.sid), "From": str(message.from_), "Body": message.body or ""}


# --- errors ---

_SKEW = timedelta(seconds=5)  # Twilio's times are whole seconds of another clock
_SOON = timedelta(seconds=5)
_OUR_FAULT = frozenset({20003, 21212, 21408, 21603, 21606, 21609, 21701, 21703, 21705, 30002, 30024})
_WAIT = {
    20429: timedelta(seconds=5),  # too many requests at once
    21611: timedelta(minutes=1),  # the sender's queue is full
    30001: timedelta(minutes=1),  # the service's queue is full
    14107: timedelta(seconds=30),  # thirty replies to one number in thirty seconds
    30022: timedelta(minutes=1),  # the carrier's limit
    30003: timedelta(minutes=30),  # the phone is off or out of reach
}
_ONE_PERSON = frozenset({14107, 30003})  # the others need not wait for them
_WAIT_BY_STATUS = {429: _SOON}
_OUR_FAULT_BY_STATUS = frozenset({301, 302, 307, 308, 401, 403, 404, 405})  # wrong account, token or api_url


@contextmanager
def _told() -> Iterator[None]:
    """Their errors as ours. Their texts hold numbers, so they go no further."""
    from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]  # ships no types

    try:
        yield
    except TwilioException as error:
        raise _refused(error) from None
    except OSError as error:  # all of requests' errors
        raise _broken(error) from None
    except (ValueError, LookupError, TypeError, AttributeError):  # an answer that is not the API's
        raise SendUncertain("Twilio's answer cannot be read") from None


def _refused(error: Exception) -> SendFailed | SendUncertain:
    """What an answer of Twilio's means for the message."""
    status, code = int(getattr(error, "status", 500)), int(getattr(error, "code", 0))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SendUncertain(f"Twilio answered {status}")
    return SendFailed(
        f"Twilio {code}",
        retry_after=_WAIT.get(code) or _WAIT_BY_STATUS.get(status),
        left=code == OPTED_OUT,
        stops=code in _OUR_FAULT or status in _OUR_FAULT_BY_STATUS,
        alone=code in _ONE_PERSON,
    )


def _broken(error: OSError) -> SendFailed | SendUncertain:
    """A connection that never came about has sent nothing; any other failure may have."""
    from urllib3.exceptions import ConnectTimeoutError  # a refused connection and an unknown host are of its kind

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, ConnectTimeoutError):
        return SendFailed("Twilio cannot be reached", retry_after=_SOON)
    return SendUncertain("the connection to Twilio broke")
