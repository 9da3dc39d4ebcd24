"""The pages hold what they say: every setting, command, kind, column and table, and each talk as it goes today."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.cli.people import ROLES
from bot.core.commands import KEYWORDS
from bot.core.questions import KINDS
from bot.settings import Settings
from bot.store.columns import metadata
from bot.store.outbound import State
from bot.store.tables import outbound
from bot.xlsform import read
from bot.xlsform.columns import OWN, TIERS

HOME = Path(__file__).parents[1]
PAGES = sorted(page for page in HOME.rglob("*.md") if not {".venv", "var", ".git"} & set(page.relative_to(HOME).parts))
PROSE = [page for page in PAGES if page.parent.name != "surveys"]
AUTHOR, OPERATE, PRIVACY = (HOME / "docs" / f"{name}.md" for name in ("author-a-survey", "operate", "privacy"))
CUT = "  …"  # lines of Yobal's that a page leaves out


def named(page: Path) -> set[str]:
    """All that stands in a page between backticks, and the words of it: `--format csv` names both."""
    plain = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", plain)
    return {*spans, *(word for span in spans for word in span.split())}


# --- Commands and settings -------------------------------------------------------------------------------------------


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with what is typed for it."""
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands(each, f"{path} {name}")
    else:
        yield path, command


COMMANDS: Mapping[str, click.Command] = dict(commands(main, "yobal"))
OPTIONS = sorted(
    {name for each in (main, *COMMANDS.values()) for option in each.params for name in option.opts if name[:1] == "-"}
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told(command: str) -> None:
    """docs/operate.md names every command, with whatever it takes behind it, once and in its table."""
    told = [row for row in OPERATE.read_text("utf-8").splitlines() if re.match(rf"\| `{command}[ `]", row)]
    assert len(told) == 1
    arguments = [
        each.human_readable_name.upper() for each in COMMANDS[command].params if isinstance(each, click.Argument)
    ]
    assert told[0].split("`")[1].split() == [*command.split(), *arguments]


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_told(option: str) -> None:
    """docs/operate.md says what each option is for."""
    assert option in named(OPERATE)


def test_no_command_is_told_that_is_not_there() -> None:
    """What a page lets people type exists."""
    typed = {
        span
        for page in PROSE
        for span in re.findall(r"`(?:\.venv/bin/)?yobal ([a-z][^`\n]*)`", page.read_text("utf-8"))
    }
    known = {command.removeprefix("yobal ") for command in COMMANDS}
    assert {words for words in typed if not any(f"{words} ".startswith(f"{each} ") for each in known)} == set()


def test_every_role_is_told() -> None:
    """Whom `user add` can make of somebody stands beside it."""
    assert all(role in OPERATE.read_text("utf-8") for role in ROLES)


@pytest.mark.parametrize("setting", [each.name for each in fields(Settings)])
def test_every_setting_is_told(setting: str) -> None:
    """docs/operate.md and config/yobal.toml have every setting; the page has its name in the environment too."""
    assert f"| `YOBAL_{setting.upper()}` | `{setting}` |" in OPERATE.read_text("utf-8")
    file = (HOME / "config" / "yobal.toml").read_text("utf-8")
    assert re.search(rf"^# {setting} = ", file, re.MULTILINE) or f"YOBAL_{setting.upper()}" in file


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.name)
def test_no_setting_is_told_that_is_not_there(page: Path) -> None:
    """Every YOBAL_… on a page is a setting."""
    known = {f"YOBAL_{each.name.upper()}" for each in fields(Settings)}
    assert set(re.findall(r"\bYOBAL_[A-Z_]+\b", page.read_text("utf-8"))) <= known


DEFAULTS = {  # where the page says a default in other words than Python
    "folder": "`var` in the checkout",
    "database_url": "SQLite in the folder",
    "opens": "08:00",
    "closes": "20:00",
    "holidays": "none",
    "processes": "0",
}


@pytest.mark.parametrize("setting", list(fields(Settings)), ids=lambda each: each.name)
def test_every_default_is_told_right(setting: Field[object]) -> None:
    """The default in docs/operate.md is the one in the code."""
    name, default = setting.name, setting.default
    plain = str(default).lower() if isinstance(default, bool) else str(default or "none")
    row = next(row for row in OPERATE.read_text("utf-8").splitlines() if f"| `{name}` |" in row)
    assert row.split("|")[3].strip() == DEFAULTS.get(name, plain)


def test_every_state_of_a_message_is_told() -> None:
    """docs/operate.md says what each state means."""
    assert set(get_args(State)) <= named(OPERATE)
    assert "state" in outbound.c


# --- Authors -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told(kind: str) -> None:
    """docs/author-a-survey.md has every kind of question."""
    assert kind in named(AUTHOR)


@pytest.mark.parametrize("column", sorted({(sheet, column) for sheet, own in OWN.items() for column in own}))
def test_every_column_is_told(column: tuple[str, str]) -> None:
    """docs/author-a-survey.md has every column of ours, beside the sheet it stands on."""
    sheet, name = column
    rows = [row for row in AUTHOR.read_text("utf-8").splitlines() if row.startswith(f"| {sheet} |")]
    assert any(f"`{name}`" in row.split("|")[2] for row in rows)


def test_every_tier_is_told() -> None:
    """The values of privacy_tier stand with the column."""
    assert all(f"`{tier}`" in AUTHOR.read_text("utf-8") for tier in TIERS)


@pytest.mark.parametrize("command", KEYWORDS)
def test_every_word_is_told(command: str) -> None:
    """The words residents may type stand together in one row for each command, and no others."""
    page = AUTHOR.read_text("utf-8").partition("## The words residents may type")[2]
    rows = [set(re.findall(r"`([^`]+)`", row.split("|")[1])) for row in page.splitlines() if row.startswith("| `")]
    assert set(KEYWORDS[command]) in rows  # type: ignore[index]  # a StrEnum's member


def form_shown() -> str:
    """The form that docs/author-a-survey.md shows whole."""
    found = re.search(r"^```markdown\n(.*?)^```$", AUTHOR.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_form_shown_is_clean() -> None:
    """Its ten rows are read without a finding, and it uses what the page is about."""
    told = read(form_shown().encode(), "what-first.md")
    assert [finding.line("en") for finding in told.findings] == []
    assert told.survey is not None
    assert len(told.survey.form.questions) == 10
    used = {
        "ask",
        "part",
        "sms_text_km",
        "privacy_tier",
        "sdg",
        "voice",
        "place",
        "sms_option",
        "alias_km",
        "sms_keyword",
    }
    assert used <= set(re.findall(r"\| (\w+) (?=\|)", form_shown()))


# --- Privacy and the rest ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_table_is_told(table: str) -> None:
    """docs/privacy.md says of every table what stands in it and when that goes."""
    rows = [row.split("|") for row in PRIVACY.read_text("utf-8").splitlines() if row.startswith("| `")]
    assert [len(cells) for cells in rows if f"`{table}`" in cells[1]] == [7]


def test_the_changes_of_this_version_are_told() -> None:
    """CHANGELOG.md begins with the version that is here."""
    version = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    heads = re.findall(r"^## (\S+)", (HOME / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] == version


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(HOME)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every link of a page to a file of the checkout finds it, and its heading where it names one."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if not re.match(r"[a-z]+:", link):
            file, _, heading = unquote(link).partition("#")
            target = (page.parent / file).resolve() if file else page
            assert target.exists(), link
            assert not heading or heading in headings(target), link


def headings(page: Path) -> set[str]:
    """The names by which a page's headings are linked to."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", [HOME / "README.md", AUTHOR], ids=lambda page: page.name)
def test_unreviewed_khmer_is_called_so(page: Path) -> None:
    """Whoever copies Khmer from a page is told that no native speaker has reviewed it."""
    assert re.search(r"not (?:written or\W+)?reviewed by a native speaker", " ".join(page.read_text("utf-8").split()))


# --- Talks as they go today ----------------------------------------------------------------------------------------


def shown() -> Iterator[tuple[Path, str, str]]:
    """Each command shown with what it prints: the page, what is typed, what follows."""
    for page in PROSE:
        for block in re.findall(r"^```console\n\$ (.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            typed, _, printed = block.partition("\n")
            yield page, typed, printed


SHOWN = list(shown())


def said(typed: str, printed: str) -> str:
    """What a person typed: the lines behind > in a talk, what stands before -> where replies are tried."""
    if " try " in typed:
        return "".join(f"{line.partition('  ->  ')[0]}\n" for line in printed.splitlines())
    return "".join(f"{line[2:]}\n" for line in printed.splitlines() if line.startswith("> "))


def as_pattern(printed: str) -> str:
    """What must be printed; where a page leaves lines out, one or more that are not the person's."""
    return "".join(r"(?:[^>\n].*\n)+" if line == CUT else re.escape(f"{line}\n") for line in printed.splitlines())


def renewed(printed: str, output: str) -> str:
    """What a page should show: what still holds as it is, else the new words, cut where the old ones were cut."""
    turns = zip(*(re.split(r"^(?=> )", text, flags=re.MULTILINE) for text in (printed, output)), strict=True)
    return "".join(old if re.fullmatch(as_pattern(old), new) else _cut(old, new) for old, new in turns)


def _cut(old: str, new: str) -> str:
    kept = old.splitlines()
    if kept[-1] != CUT:
        return new
    return "".join(f"{line}\n" for line in (*new.splitlines()[: len(kept) - 1], CUT))


@pytest.mark.parametrize(("page", "typed", "printed"), SHOWN, ids=[f"{page.name}: {typed}" for page, typed, _ in SHOWN])
def test_it_goes_as_shown(
    *,
    page: Path,
    typed: str,
    printed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """What a page shows of a command is what Yobal says today; `pytest --update` writes it anew."""
    (tmp_path / "what-first.md").write_text(form_shown(), encoding="utf-8")
    (tmp_path / "config").symlink_to(HOME / "config")
    monkeypatch.chdir(tmp_path)
    ended: Result = CliRunner().invoke(main, typed.split()[1:], input=said(typed, printed))
    assert ended.exit_code == 0, ended.output
    if request.config.getoption("--update"):
        now = renewed(printed, ended.output)
        page.write_text(page.read_text("utf-8").replace(f"$ {typed}\n{printed}", f"$ {typed}\n{now}"), "utf-8")
        printed = now
    assert re.fullmatch(as_pattern(printed), ended.output), ended.output


def test_the_readme_shows_a_talk_in_both_languages() -> None:
    """The same four words of a resident, once in Khmer and once in English."""
    talks = {typed: said(typed, printed) for page, typed, printed in SHOWN if page.name == "README.md"}
    assert [typed.partition("--language ")[2] for typed in talks] == ["km", "en"]
    assert {len(words.splitlines()) for words in talks.values()} == {4}
