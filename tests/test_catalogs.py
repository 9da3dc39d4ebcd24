"""The catalogs: whole in both languages, and as fresh as the sources."""

import re
from typing import get_args

import pytest
from babel.messages.catalog import Message

from bot import catalogs
from bot.catalogs import Domain
from bot.core.wording import LANGUAGES, Language

DOMAINS: tuple[Domain, ...] = get_args(Domain)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
KHMER = re.compile("[\u1780-\u17ff]")
ZERO_WIDTH_SPACE = "\u200b"

each_domain = pytest.mark.parametrize("domain", DOMAINS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def messages(domain: Domain, language: Language) -> list[Message]:
    return [message for message in catalogs.read(domain, language) if message.id]


def forms(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """A text's forms: one, or one for each number it may speak of."""
    return (words or "",) if words is None or isinstance(words, str) else tuple(words)


def translated(domain: Domain, language: Language) -> list[tuple[str, str]]:
    """Every source text beside each of its translations."""
    return [(forms(each.id)[-1], words) for each in messages(domain, language) for words in forms(each.string)]


@each_domain
def test_the_catalogs_are_fresh(domain: Domain) -> None:
    """What the sources say is what the files hold; `python -m bot.catalogs update` makes it so."""
    assert [file for file, text in catalogs.due(domain) if not file.exists() or file.read_bytes() != text] == []


@each_domain
@each_language
def test_nothing_is_left_unsaid(domain: Domain, language: Language) -> None:
    """Every text is there in every language, and none is a guess."""
    unsaid = [each.id for each in messages(domain, language) if each.fuzzy or not all(forms(each.string))]
    assert unsaid == []


@each_domain
@each_language
def test_placeholders_match(domain: Domain, language: Language) -> None:
    """What is put into a text in one language is put into it in the other."""
    for source, words in translated(domain, language):
        assert sorted(PLACEHOLDER.findall(words)) == sorted(PLACEHOLDER.findall(source)), source


@each_domain
def test_khmer_is_khmer(domain: Domain) -> None:
    """No Khmer text is the English one forgotten there, and none costs signs that nobody sees."""
    for source, words in translated(domain, "km"):
        assert KHMER.search(words), source
        assert ZERO_WIDTH_SPACE not in words, source


def test_the_sources_are_read() -> None:
    """Words of Python modules, of templates and of blocks in templates are all found."""
    console = {message.id for message in messages("console", "en")}
    assert {"Send again", "Where to sign in", "Try the consultation"} <= console


def test_a_catalog_speaks() -> None:
    """The words come from the .po file itself: nothing need be compiled."""
    assert catalogs.catalog("console", "km").gettext("Send") == "ផ្ញើ"
    assert catalogs.catalog("console", "en").gettext("Send") == "Send"


def test_an_update_keeps_what_translators_wrote() -> None:
    """Known words keep their translation, new ones come empty, and words that nobody says go."""
    kept = dict(catalogs.due("console"))[catalogs.path("console", "km")].decode()
    assert 'msgid "Send"\nmsgstr "ផ្ញើ"' in kept
    assert "#~" not in kept


def test_only_update_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    """Any other word of command changes nothing and says what there is."""
    assert catalogs.main(["check"]) == 2
    assert "python -m bot.catalogs update" in capsys.readouterr().err
