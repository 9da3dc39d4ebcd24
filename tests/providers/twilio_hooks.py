"""How Twilio calls a webhook: signed, and again as the overrides behind the URL's # allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # has no types

from tests.providers.server import Answer, Service, UnansweredError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of calling a hook: the last answer, if there was one, and the tries it took.

    `alert` is what the debugger says where it went wrong: (code, detail).
    """

    answer: Answer | None
    attempts: int
    alert: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Hooks:
    """The service under test as Twilio reaches it."""

    service: Service
    token: str

    def post(self, url: str, form: Mapping[str, str], patience: float = 15.0) -> Answer:
        """One signed call; what stands behind # is not signed. Raises UnansweredError."""
        signed, _, _ = url.partition("#")
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": RequestValidator(self.token).compute_signature(signed, form),
            "I-Twilio-Idempotency-Token": str(uuid4()),
            "User-Agent": "TwilioProxy/1.1",
        }
        return self.service.post(signed, headers, urlencode(form).encode(), patience)

    def insist(self, url: str, form: Mapping[str, str]) -> Outcome:
        """Call, and call again `rc` times (once) on the failures named in `rp` (only no connection); at once."""
        overrides = dict(parse_qsl(urlsplit(url).fragment))
        again = {*overrides.get("rp", "ct").split(",")}
        patience = int(overrides.get("rt", "15000")) / 1000
        attempts = 0
        while True:
            attempts += 1
            answer, kind, alert = self._try(url, form, patience)
            if alert is None or attempts > int(overrides.get("rc", "1")) or not again & {kind, "all"}:
                return Outcome(answer, attempts, alert)

    def _try(
        self, url: str, form: Mapping[str, str], patience: float
    ) -> tuple[Answer | None, str, tuple[int, str] | None]:
        try:
            answer = self.post(url, form, patience)
        except UnansweredError as error:
            return None, "rt" if error.reached else "ct", (11205, f"HTTP connection failure: {error}")
        alert = (11200, f"HTTP retrieval failure: {answer.status}") if answer.status >= 400 else None
        return answer, f"{answer.status // 100}xx", alert
