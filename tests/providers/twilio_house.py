"""A service under test, as Twilio's webhooks meet it, and Twilio's own client's way to the fake."""

from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from tests.providers.twilio import ACCOUNT, NUMBER, TOKEN, Twilio

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


def client(twilio: Twilio, token: str = TOKEN) -> Any:
    """Twilio's own client, sent to the fake; it keeps no connection, so none is left open."""
    made = Client(ACCOUNT, token, http_client=TwilioHttpClient(timeout=5, pool_connections=False))
    made.api.base_url = twilio.url
    return made


def send(twilio: Twilio, text: str = "សួស្តី", **more: Any) -> Any:
    """A message to PHONE."""
    return client(twilio).messages.create(**{"to": PHONE, "from_": NUMBER, "body": text, **more})
