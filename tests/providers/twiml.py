"""What a TwiML answer to an inbound message tells Twilio to do."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from tests.providers.server import Answer

MOST = 10  # messages in one answer


class TwimlError(Exception):
    """Twilio cannot follow the document; `code` is what its debugger says."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Said:
    """One <Message>."""

    text: str
    to: str | None = None
    callback: str | None = None


def read_twiml(answer: Answer) -> list[Said]:
    """The messages of the document; 204 or an empty <Response/> says nothing. Raises TwimlError."""
    if answer.status == 204:
        return []
    if answer.content_type.partition(";")[0].strip() not in ("text/xml", "application/xml"):
        raise TwimlError(12300, f"Invalid Content-Type: {answer.content_type!r}")
    said = [_message(element) for element in _document(answer.body)]
    if len(said) > MOST:
        raise TwimlError(14109, f"Reply message limit exceeded: {len(said)}")
    return said


def _document(body: bytes) -> ET.Element:
    try:
        document = ET.fromstring(body)  # noqa: S314  # our own service wrote it
    except ET.ParseError as error:
        raise TwimlError(12100, f"Document parse failure: {error}") from error
    if document.tag != "Response":
        raise TwimlError(12200, f"the root is <{document.tag}>, not <Response>")
    return document


def _message(element: ET.Element) -> Said:
    if element.tag != "Message":
        raise TwimlError(12200, f"<{element.tag}> is not known here")
    if wrong := set(element.keys()) - {"to", "from", "action", "method", "statusCallback"}:
        raise TwimlError(12200, f"<Message> has no attribute {', '.join(sorted(wrong))}")
    bodies = element.findall("Body")
    if len(bodies) != len(element):
        raise TwimlError(12200, "only <Body> is known in a <Message> here")
    text = "".join(body.text or "" for body in bodies) if bodies else element.text or ""
    return Said(text.strip(), element.get("to"), element.get("statusCallback"))
