"""A form as the store keeps it, and the way from there to the Survey."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.core.survey import Survey
from bot.xform import Rows
from bot.xform import read as read_xform
from bot.xlsform.columns import survey_of


@dataclass(frozen=True)
class Document:
    """One version of a form, converted: all that is needed to ask it, for ever.

    `name` is the form's id, `xform` its XML, `extras` what the columns of ours say, as plain data, `files` the rows
    of the files beside it that it takes choices or data from, by file name.
    """

    name: str
    version: str
    title: str
    xform: str
    extras: Mapping[str, Any]
    files: Mapping[str, Rows] = field(default_factory=dict)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over the form and its extras, in hexadecimal: the same for the same content."""
        said = "\0".join(map(_canonical, (self.extras, self.files) if self.files else (self.extras,)))
        return hashlib.sha256(f"{self.xform}\0{said}".encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The document as plain data."""
        return {
            "name": self.name,
            "version": self.version,
            "title": self.title,
            "xform": self.xform,
            "extras": dict(self.extras),
            "files": {name: [dict(row) for row in rows] for name, rows in self.files.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Document":
        """The inverse of `to_json`."""
        return cls(data["name"], data["version"], data["title"], data["xform"], data["extras"], data.get("files", {}))


def load(document: Document) -> Survey:
    """The survey that `document` holds. Raises FormError (bot.core.form.errors) where its XForm is unusable."""
    return survey_of(read_xform(document.xform, document.files), document.extras)


def _canonical(data: Any) -> str:  # noqa: ANN401 - plain data of any shape
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
