"""The `yobal` command: what each word does, and what it says where it cannot."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import keyring
from bot.cli import main
from bot.wiring import SAMPLE

HOME = Path(__file__).parents[1]
KEYS = keyring.new()
FORM = """
| survey |
| | type | name | label::English (en) | label::Khmer (km) |
| | select_one yn | bridge | Do we need a bridge? | ត្រូវការស្ពានទេ? |
| | text | why | Why? | ហេតុអ្វី? |
| choices |
| | list_name | name | label::English (en) | label::Khmer (km) |
| | yn | yes | Yes | បាទ |
| | yn | no | No | ទេ |
| settings |
| | form_title | form_id | version | default_language |
| | The bridge | bridge | 1 | Khmer (km) |
"""
BROKEN = FORM.replace("select_one yn", "select_won yn")
Yobal = Callable[..., Result]


@pytest.fixture
def yobal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Yobal:
    """The command over a database of this test's own, with the keys and the address it needs to start."""
    for name in [name for name in os.environ if name.startswith("YOBAL_")]:
        monkeypatch.delenv(name)
    given = {
        "FOLDER": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'yobal.db'}",
        "PUBLIC_URL": "https://yobal.example",
        "SECRET_KEY": KEYS.secret_key,
        "VAULT_KEYS": KEYS.vault_keys,
        "INDEX_KEY": KEYS.index_key,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"YOBAL_{name}", value)

    def run(*words: str, said: str = "", **settings: str) -> Result:
        environment = {f"YOBAL_{name.upper()}": value for name, value in settings.items()}
        return CliRunner().invoke(main, list(words), input=said, env=environment)

    return run


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A small form in a file."""
    file = tmp_path / "bridge.md"
    file.write_text(FORM, "utf-8")
    return file


def lines(result: Result) -> list[str]:
    """What a command that went well has printed."""
    assert (result.exit_code, result.exception) == (0, None), result.output
    return result.output.splitlines()


def refused(result: Result) -> str:
    """What a command has said that could not do its work; a plain word, not a trace."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    return result.output


# --- Starting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("db", "upgrade"), ("export", "x", "--out", "y")])
@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("secret_key", "", "YOBAL_SECRET_KEY is missing: make one with: yobal keys new"),
        ("vault_keys", "changeme", "YOBAL_VAULT_KEYS is a default or too short"),
        ("index_key", "", "YOBAL_INDEX_KEY is missing"),
        ("public_url", "http://yobal.example", "YOBAL_PUBLIC_URL must be the https"),
        ("database_url", "mysql://here", "YOBAL_DATABASE_URL: mysql is not a database Yobal knows"),
        ("database_url", "nowhere", "YOBAL_DATABASE_URL: this is no address of a database"),
        ("vault_keys", "1:0123456789abcdef0123456789abcdef", "key"),
    ],
)
def test_nothing_starts_with_missing_or_default_secrets(
    yobal: Yobal, command: tuple[str, ...], setting: str, value: str, words: str
) -> None:
    """Outside the demonstration; and it says which."""
    assert words in refused(yobal(*command, **{setting: value}))


def test_every_missing_secret_is_said_at_once(yobal: Yobal) -> None:
    """Not one after the other at each new start."""
    said = refused(yobal("serve", secret_key="", vault_keys="", index_key="", public_url="http://x"))
    assert said.count("YOBAL_") == 4


def test_an_unknown_setting_gives_the_nearest_name(yobal: Yobal) -> None:
    """Whatever the command."""
    assert "YOBAL_PUBLICURL is not a setting; did you mean public_url?" in refused(yobal("serve", publicurl="x"))
    assert "did you mean public_url?" in refused(yobal("doctor", publicurl="x"))


def test_a_wrong_setting_of_a_channel_is_said_before_anything_runs(yobal: Yobal) -> None:
    """Not at the first message."""
    assert "@BotFather" in refused(yobal("serve", telegram_token="no token", telegram_secret="s"))


def test_a_database_that_is_away_is_said_plainly(yobal: Yobal) -> None:
    """With the setting to look at."""
    assert "Is YOBAL_DATABASE_URL right?" in refused(yobal("db", "upgrade", database_url="sqlite:////nonexistent/x.db"))


def test_db_upgrade_may_be_said_twice(yobal: Yobal) -> None:
    """Nothing happens where nothing is to be done."""
    assert lines(yobal("db", "upgrade")) == lines(yobal("db", "upgrade")) == ["The database is up to date."]


def test_new_keys_are_new_and_fit(yobal: Yobal) -> None:
    """Three lines as the environment wants them, and Yobal starts with them."""
    first, second = lines(yobal("keys", "new")), lines(yobal("keys", "new"))
    names = [line.split("=")[0] for line in first]
    assert names == ["YOBAL_SECRET_KEY", "YOBAL_VAULT_KEYS", "YOBAL_INDEX_KEY"]
    assert not set(first) & set(second)
    made = {line.split("=", 1)[0].removeprefix("YOBAL_").lower(): line.split("=", 1)[1] for line in first}
    assert lines(yobal("db", "upgrade", **made))


# --- The life of a survey ---------------------------------------------------------------------------------------------


def test_a_survey_is_imported_published_and_closed(yobal: Yobal, form: Path) -> None:
    """And the list says at each step how it stands."""
    lines(yobal("db", "upgrade"))
    assert lines(yobal("survey", "import", str(form)))[0] == "bridge@1 is kept as a draft."
    assert "bridge@1  draft" in lines(yobal("survey", "list"))[0]
    assert "bridge@1 is published." in lines(yobal("survey", "publish", "bridge"))[0]
    assert "asked now" in lines(yobal("survey", "list"))[0]
    assert lines(yobal("survey", "close", "bridge")) == ["bridge@1 is closed."]
    assert "bridge@1  closed" in lines(yobal("survey", "list"))[0]


def test_a_published_version_never_changes(yobal: Yobal, form: Path) -> None:
    """Other words under the same version become the next one, and what changed is told."""
    lines(yobal("db", "upgrade"))
    lines(yobal("survey", "publish", str(form)))
    form.write_text(FORM.replace("Why?", "Why so?"), "utf-8")
    said = lines(yobal("survey", "publish", str(form)))
    assert said[0] == "bridge@1.2 is published."
    assert any("why" in line for line in said[1:])


def test_a_broken_file_leaves_what_runs_untouched(yobal: Yobal, form: Path) -> None:
    """Every fault is said with its sheet, row and cure; exit status 1."""
    lines(yobal("db", "upgrade"))
    lines(yobal("survey", "publish", str(form)))
    before = lines(yobal("survey", "list"))
    form.write_text(BROKEN, "utf-8")
    for command in (("survey", "import"), ("survey", "publish")):
        said = refused(yobal(*command, str(form)))
        assert "sheet survey, row" in said
        assert "select_one" in said
        assert "what runs was not touched" in said
    assert lines(yobal("survey", "list")) == before


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("survey", "publish", "nothing"), "there is no file and no draft called 'nothing'"),
        (("survey", "close", "nothing"), "no published survey is called 'nothing'"),
        (("export", "nothing", "--out", "out"), "no survey is called 'nothing'"),
    ],
)
def test_what_is_not_there_is_said(yobal: Yobal, command: tuple[str, ...], words: str) -> None:
    """With the command that shows what is."""
    lines(yobal("db", "upgrade"))
    said = refused(yobal(*command))
    assert words in said
    assert "survey list shows" in said


def test_check_says_what_is_wrong_and_what_it_costs(yobal: Yobal, form: Path) -> None:
    """The sample is clean; a fault ends with 1; as JSON it is one object."""
    assert "segments" in "\n".join(lines(yobal("survey", "check", str(SAMPLE))))
    told = json.loads(lines(yobal("survey", "check", "--json", str(form)))[0])
    assert told["costs"] is not None
    form.write_text(BROKEN, "utf-8")
    result = yobal("survey", "check", "--json", str(form))
    assert result.exit_code == 1
    (finding,) = [each for each in json.loads(result.output)["findings"] if each["severity"] == "error"]
    assert (finding["sheet"], finding["row"]) == ("survey", 2)


# --- Trying -----------------------------------------------------------------------------------------------------------


def test_try_says_what_becomes_of_each_reply(yobal: Yobal) -> None:
    """A line of JSON may be a text with a newline, or no text at all."""
    said = 'សំរាម ទឹក សាលា\n"3\\n1 7"\nstop\n{"sticker": "x"}\n5 3\n'
    result = yobal("survey", "try", str(SAMPLE), "gender", "--json", said='1\nស្រី\n9\nstop\n{"sticker": "x"}\n')
    made = [json.loads(line) for line in lines(result)]
    assert [each["understood"] for each in made] == ["answer", "answer", "not_understood", "command", "not_understood"]
    assert [each["value"] for each in made[:2]] == ["f", "f"]
    assert made[3]["command"] == "STOP"
    assert {"understood", "value", "command", "guessed", "reason"} <= set(made[0])
    plain = lines(yobal("survey", "try", str(SAMPLE), "open_wish", said=said))
    assert plain[0].startswith("សំរាម ទឹក សាលា  ->  answer:")


def test_try_names_the_questions_where_there_is_none(yobal: Yobal) -> None:
    """Exit status 1."""
    assert "has no question called 'nothing'" in refused(yobal("survey", "try", str(SAMPLE), "nothing"))


def test_segments_are_counted_line_by_line(yobal: Yobal) -> None:
    """In words or as JSON; a JSON string may hold what a line cannot."""
    made = [json.loads(line) for line in lines(yobal("segments", "--json", said='hello\nសួស្តី\n"a\\nb"\n'))]
    assert [(each["encoding"], each["segments"], each["units"]) for each in made] == [
        ("GSM-7", 1, [5]),
        ("UCS-2", 1, [6]),
        ("GSM-7", 1, [3]),
    ]
    assert lines(yobal("segments", said="hello\n")) == ["GSM-7, 1 segments, units 5"]


TALKS = [(channel, language) for channel in ("sms", "telegram") for language in ("km", "en")]


@pytest.mark.parametrize(("channel", "language"), TALKS)
def test_chat_talks_by_a_pipe(yobal: Yobal, channel: str, language: str) -> None:
    """A whole talk as a transcript, and as one object."""
    said = "yobal\n1\n3\n3 1 7\n1\n2\n3\n"
    words = ("chat", str(SAMPLE), "--channel", channel, "--language", language)
    transcript = lines(yobal(*words, said=said))
    assert transcript[0] == "> yobal"
    assert any(line.startswith("  [") for line in transcript) == (channel == "telegram")
    (made,) = lines(yobal(*words, "--json", said=said))
    talk = json.loads(made)
    assert talk["answers"] == {
        "district": "1802",
        "short1": "waste",
        "short2": "water",
        "short3": "school",
        "gender": "f",
        "age_group": "30_44",
    }
    assert talk["outcome"] == "part"
    assert talk["messages"][0] == {"from": "person", "text": "yobal"}
    assert any("ព្រះសីហនុ" in message["text"] for message in talk["messages"]) == (language == "km")


def test_the_command_itself_speaks_khmer_through_a_pipe() -> None:
    """As a process of its own, whatever the locale says."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "segments", "--json"]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    ran = subprocess.run(
        command, cwd=HOME, input="ខ្មែរ\n".encode(), capture_output=True, check=True, env={**bare, "LC_ALL": "C"}
    )
    assert json.loads(ran.stdout)["units"] == [5]


# --- Data, people, doctor ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_export_writes_where_it_says(yobal: Yobal, form: Path, tmp_path: Path, kind: str) -> None:
    """A folder that is not there yet is made."""
    lines(yobal("db", "upgrade"))
    lines(yobal("survey", "publish", str(form)))
    said = lines(yobal("export", "bridge", "--format", kind, "--out", str(tmp_path / "new" / "out")))
    file = tmp_path / "new" / "out" / f"bridge.{kind}"
    assert said == [f"0 submissions in {file}"]
    assert "bridge" in file.read_text("utf-8-sig")


def test_a_person_of_the_console_is_invited(yobal: Yobal) -> None:
    """By a link that is another each time; the role stands."""
    lines(yobal("db", "upgrade"))
    first = lines(yobal("user", "add", "sok@yobal.example", "--role", "analyst"))
    again = lines(yobal("user", "add", "sok@yobal.example"))
    assert first[0].startswith("sok@yobal.example is analyst.")
    assert again[0].startswith("sok@yobal.example is already analyst.")
    assert first[1].startswith("https://yobal.example/signin/")
    assert first[1] != again[1]
    assert "is no e-mail address" in refused(yobal("user", "add", "sok"))


GOOD: dict[str, Any] = {
    "organiser": "the province",
    "contact": "012 000 000",
    "results_url": "https://yobal.example/results",
    "child_helpline": "1280",
    "twilio_account_sid": "AC" + "a" * 32,
    "twilio_auth_token": "b" * 32,
    "twilio_from": "+12025550143",
    "survey": "bridge",
}


def test_the_doctor_is_content_with_a_good_installation(yobal: Yobal, form: Path) -> None:
    """Exit status 0 and nothing to mend."""
    lines(yobal("db", "upgrade"))
    lines(yobal("survey", "publish", str(form)))
    said = lines(yobal("doctor", **GOOD))
    assert all(line.startswith("ok") for line in said), said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"secret_key": ""}, "YOBAL_SECRET_KEY is missing"),
        ({"public_url": "http://yobal.example"}, "YOBAL_PUBLIC_URL must be the https"),
        ({"vault_keys": "1:0123456789abcdef0123456789abcdef"}, "key"),
        ({"database_url": "nowhere"}, "YOBAL_DATABASE_URL"),
        ({"database_url": "sqlite:////nonexistent/x.db"}, "the database cannot be reached"),
        ({"survey": "other"}, "no survey 'other' is published"),
        ({"twilio_account_sid": "", "twilio_auth_token": ""}, "no channel is open"),
        ({"telegram_token": "no token", "telegram_secret": "s"}, "@BotFather"),
        (
            {"telegram_token": "1:x", "telegram_secret": "s", "telegram_api_url": "http://127.0.0.1:1"},
            "cannot be asked",
        ),
        ({"organiser": ""}, "words are missing: YOBAL_ORGANISER"),
    ],
)
def test_the_doctor_says_what_to_mend(yobal: Yobal, form: Path, changes: dict[str, str], words: str) -> None:
    """Exit status 1, the fault, and never a trace."""
    lines(yobal("db", "upgrade"))
    lines(yobal("survey", "publish", str(form)))
    said = refused(yobal("doctor", **{**GOOD, **changes}))
    assert words in said
    assert "MEND" in said


def test_the_doctor_sees_that_tables_are_missing(yobal: Yobal) -> None:
    """And names the command."""
    assert "run: yobal db upgrade" in refused(yobal("doctor", **GOOD))
