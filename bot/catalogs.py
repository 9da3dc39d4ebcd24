"""Yobal's own words in both languages: gettext catalogs, read from the .po files themselves.

Nothing is compiled and nothing need be built: a checkout speaks both languages at once. After a word has been
changed in a source, `python -m bot.catalogs update` brings the catalogs up to date, and a translator fills
what is then empty in the Khmer one. The English one repeats the source.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.core.wording import LANGUAGES, Language

Domain = Literal["bot", "console"]
HOME = Path(__file__).resolve().parent.parent
LOCALES = HOME / "locales"
NOTES = ("Translators:",)  # a comment that begins so goes into the catalog, above the text it stands over
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the words of a domain stand: a folder of the checkout, and how each kind of file is read."""

    folder: str
    methods: Sequence[tuple[str, str]] = (("**.py", "python"),)
    options: Mapping[str, dict[str, str]] = field(default_factory=dict)


DOMAINS: dict[Domain, Sources] = {
    "bot": Sources("bot"),
    "console": Sources(
        "webhooks",
        methods=(("**.py", "python"), ("**/templates/**.html", "jinja2")),
        options={"**/templates/**.html": {"trimmed": "true", "silent": "false"}},
    ),
}


@cache
def catalog(domain: Domain, language: Language) -> GNUTranslations:
    """The words of `domain` in `language`. Raises FileNotFoundError where the catalog is not there."""
    compiled = BytesIO()
    write_mo(compiled, read(domain, language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalogs(domain: Domain) -> Mapping[Language, GNUTranslations]:
    """The words of `domain` in every language."""
    return {language: catalog(domain, language) for language in LANGUAGES}


def read(domain: Domain, language: Language) -> Catalog:
    """The catalog as its file has it, with the translators' marks."""
    with path(domain, language).open("rb") as file:
        return read_po(file, locale=language, domain=domain, abort_invalid=True)


def path(domain: Domain, language: Language) -> Path:
    """The file a translator edits."""
    return LOCALES / language / "LC_MESSAGES" / f"{domain}.po"


def due(domain: Domain) -> Iterator[tuple[Path, bytes]]:
    """Each file of `domain` and what it should hold by the sources of now; translations are kept."""
    template = _extracted(domain)
    yield LOCALES / f"{domain}.pot", _written(template)
    for language in LANGUAGES:
        yield path(domain, language), _written(_merged(domain, language, template), language)


def update() -> list[Path]:
    """Write every catalog anew from the sources. Returns the files that have changed."""
    fresh = [each for domain in DOMAINS for each in due(domain)]
    changed = [(file, text) for file, text in fresh if not file.exists() or file.read_bytes() != text]
    for file, text in changed:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    return [file for file, _ in changed]


def _extracted(domain: Domain) -> Catalog:
    """What the sources say, in the order of files and lines; no word is guessed to be another's heir."""
    sources = DOMAINS[domain]
    template = Catalog(domain=domain, charset="utf-8")
    found = extract_from_dir(
        HOME / sources.folder, sources.methods, options_map=sources.options, comment_tags=NOTES, strip_comment_tags=True
    )
    for file, line, words, notes, context in found:
        template.add(words, locations=[(file, line)], auto_comments=notes, context=context)
    return template


def _merged(domain: Domain, language: Language, template: Catalog) -> Catalog:
    """The catalog of `language` with the words of `template`: known ones translated, new ones empty."""
    known = read(domain, language) if path(domain, language).exists() else Catalog(language, domain=domain)
    known.update(template, no_fuzzy_matching=True)
    if language == "en":
        for message in known:
            message.string = _itself(message)
    return known


def _itself(message: Message) -> str | tuple[str, ...]:
    """English is the language of the sources, so its catalog says each word as it stands there."""
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def _written(words: Catalog, language: Language | None = None) -> bytes:
    """The file's bytes: no dates, versions or line numbers in it, so that it changes only with the words."""
    body = BytesIO()
    write_po(body, words, width=0, no_location=True, omit_header=True, ignore_obsolete=True)
    head = HEADER
    if language is not None:
        head += f'"Language: {language}\\n"\n"Plural-Forms: {words.plural_forms}\\n"\n'
    return head.encode() + b"\n" + body.getvalue()


def main(arguments: Sequence[str]) -> int:
    """`python -m bot.catalogs update`: prints what has changed. 2 where the words of command are others."""
    if list(arguments) != ["update"]:
        sys.stderr.write("usage: python -m bot.catalogs update\n")
        return 2
    for file in update():
        sys.stdout.write(f"{file.relative_to(HOME)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
