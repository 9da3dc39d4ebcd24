"""A random person gets through every form: whatever is asked, on either channel, there is an end."""

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from bot import xlsform
from bot.chat import ChannelKind, Chat
from bot.cli.surveys import check
from bot.core import events as ev
from bot.core.conversation import Scene
from bot.core.conversation.asking import interview_of
from bot.core.form.codecs import tidy
from bot.core.form.interview import Interview, path_of
from bot.core.survey import Survey
from bot.places import gazetteer
from tests.respondent import Respondent

FILES = sorted((Path(__file__).parent / "surveys").glob("every-*.md"))
CHANNELS: tuple[ChannelKind, ...] = ("sms", "telegram")
SEEDS = range(6)
REPLIES = 40  # for each question of the form, rounds of repeats, follies and ticks included


@cache
def survey(file: Path) -> Survey:
    found = xlsform.read(file.read_bytes(), file.name, xlsform.Folder(file))
    assert found.survey is not None, [finding.line("en") for finding in found.findings]
    return found.survey


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def form(request: pytest.FixtureRequest) -> Survey:
    return survey(request.param)


def answered(form: Survey, channel: ChannelKind, seed: int, folly: int = 15) -> Respondent:
    who = Respondent(Chat(form, channel, "en" if seed % 2 else "km", gazetteer()), seed, folly)
    who.answer_all(REPLIES * len(form.form.questions))
    return who


def interview(who: Respondent) -> Interview:
    assert who.chat.state is not None
    return interview_of(Scene(who.chat.survey, who.chat.now), who.chat.state)


def leaves(element: etree._Element, above: str = "") -> dict[str, str]:
    """The texts of an instance by ref, a repeat's with their numbers."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    alike = [etree.QName(child).localname for child in element]
    for child in element:
        name = etree.QName(child).localname
        counts[name] = counts.get(name, 0) + 1
        ref = f"{above}/{name}[{counts[name]}]" if alike.count(name) > 1 else f"{above}/{name}"
        found |= leaves(child, ref) if len(child) else {ref: child.text or ""}
    return {ref: text for ref, text in found.items() if text}


def unnumbered(refs: dict[str, str]) -> dict[str, str]:
    """Where there is one round alone, an instance does not tell its number."""
    return {ref.replace("[1]", ""): text for ref, text in refs.items()}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_person_comes_to_the_end(form: Survey, channel: ChannelKind, seed: int) -> None:
    """Wrong answers, BACK, SKIP and ? included, every form ends, and its record is well-formed and complete."""
    who = answered(form, channel, seed)
    at_end = interview(who)
    told = leaves(etree.fromstring(at_end.instance_xml()), f"/{at_end.form.shape.name}")
    assert unnumbered(told) == unnumbered(at_end.values())
    assert who.chat.outcome() == "completed"


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_record_holds_what_was_said_and_nothing_else(form: Survey, channel: ChannelKind, seed: int) -> None:
    """Each answer is in the record, and what was taken back or passed over is not."""
    who = answered(form, channel, seed)
    at_end = interview(who)
    asked = {ref: text for ref, text in at_end.values().items() if path_of(ref) in at_end.form.questions}
    said = {ref: tidy(at_end.form.binds[path_of(ref)].type, value) for ref, value in who.kept.items()}
    defaults = {ref: text for ref, text in asked.items() if ref not in who.touched}
    assert asked == said | defaults


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sensible_person_is_not_asked_for_ever(form: Survey, seed: int) -> None:
    """Who makes no mistakes on purpose needs few more replies than there are answers."""
    who = answered(form, "sms", seed, folly=0)
    assert who.replies <= 4 * (len(who.kept) + 3)


def passed(who: Respondent) -> set[str]:
    events = (event for exchange in who.chat.exchanges for event in exchange.events)
    return {event.name for event in events if isinstance(event, ev.Passed) and event.why == "not_askable"}


def test_what_a_channel_cannot_carry_is_passed_over() -> None:
    """SMS passes over places on the map, pictures and sound; a line or an area passes by on both."""
    kinds = survey(FILES[0])
    assert passed(answered(kinds, "telegram", 1)) == {"line", "area"}
    sent = {"where", "photo", "drawing", "voice", "film", "paper"}
    assert passed(answered(kinds, "sms", 1)) == {"line", "area"} | sent


def test_what_nobody_is_asked_is_noted_by_itself() -> None:
    """Time, day and channel are noted; the number and the name of a person are not."""
    noted = interview(answered(survey(FILES[0]), "sms", 1)).values()
    assert noted["/data/begun_at"] < noted["/data/ended_at"]
    assert (noted["/data/on_day"], noted["/data/device"]) == ("2026-11-25", "yobal:sms")
    assert {"/data/number", "/data/who"}.isdisjoint(noted)


def test_a_list_that_a_filter_leaves_empty_is_passed_over() -> None:
    """By the lake there is no village: nobody is asked to choose one of none."""
    chat = Chat(survey(FILES[-1]), "sms", "en")
    for line in ("hello", "1", "no", "North", "Lake"):
        chat.hear(line)
    happened = chat.exchanges[-1].events
    assert [event.name for event in happened if isinstance(event, ev.Passed)] == ["village"]
    assert "Add one more?" in chat.exchanges[-1].contents[0].text or "Called?" in chat.exchanges[-1].contents[0].text


def test_survey_check_finds_the_file_beside_the_form_and_audits_the_channels() -> None:
    """The command reads the list that lies in the same folder, and says what each channel can ask."""
    ran = CliRunner().invoke(check, [str(FILES[0].with_name("every-list.md")), "--json"])
    told = json.loads(ran.output)
    assert ran.exit_code == 0
    assert [audit["asked"] for audit in told["channels"]] == [6, 6]
    assert "table-missing" not in [found["code"] for found in told["findings"]]
