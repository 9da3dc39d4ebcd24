"""A form as the store keeps it, and the way from there to the Survey."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.core.survey import Survey
from bot.xform import read as read_xform
from bot.xlsform.columns import survey_of


@dataclass(frozen=True)
class Document:
    """One version of a form, converted: all that is needed to ask it, for ever.

    `name` is the form's id, `xform` its XML, `extras` what the columns of ours say, as plain data.
    """

    name: str
    version: str
    title: str
    xform: str
    extras: Mapping[str, Any]

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over the form and its extras, in hexadecimal: the same for the same content."""
        said = json.dumps(self.extras, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{self.xform}\0{said}".encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The document as plain data."""
        return {
            "name": self.name,
            "version": self.version,
            "title": self.title,
            "xform": self.xform,
            "extras": dict(self.extras),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Document":
        """The inverse of `to_json`."""
        return cls(data["name"], data["version"], data["title"], data["xform"], data["extras"])


def load(document: Document) -> Survey:
    """The survey that `document` holds. Raises FormError (bot.core.form.errors) where its XForm is unusable."""
    return survey_of(read_xform(document.xform), document.extras)
