"""Forms are read whatever the file, and everything wrong with one is said with its row."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.core.form.errors import FormError
from bot.core.form.interview import Interview
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES
from bot.xlsform import Document, Finding, Folder, load, read
from bot.xlsform.audit import audits
from bot.xlsform.converter import form_id
from bot.xlsform.files import MOST, MOST_ROWS
from bot.xlsform.sayings import SAYINGS

NOW = datetime(2026, 11, 25, tzinfo=UTC)
TAGGED = "label::Khmer (km) | label::English (en)"


def sheet(name: str, headings: str, *rows: str) -> str:
    """A sheet in Markdown; cells are parted by |."""
    lines = [f"| {name} |", *(f"| | {row} |" for row in (headings, *rows))]
    return "\n".join(lines) + "\n"


def form(*rows: str, more: str = "", choices: str = "") -> str:
    """A form in both languages with these questions; `more` are further columns."""
    headings = f"type | name | {TAGGED}" + (f" | {more}" if more else "")
    return sheet("survey", headings, *rows) + choices


def yes_no(headings: str = "", *cells: str) -> str:
    """The list yn with two choices, and further columns for them."""
    rows = [f"yn | {name} | {km} | {name}" for name, km in (("yes", "មាន"), ("no", "គ្មាន"))]
    extra = [*cells, "", ""]
    full = [f"{row} | {extra[number]}" if headings else row for number, row in enumerate(rows)]
    return sheet("choices", f"list_name | name | {TAGGED}" + (f" | {headings}" if headings else ""), *full)


NAME = "text | name | ឈ្មោះ | Name"
AGE = "integer | age | អាយុ | Age"
ANY = "select_one yn | any | មានទេ | Any"
LONG_KM = "ទឹក " * 60
LONG_EN = "water " * 20

# what is wrong: the form, and the finding it must give: (code, sheet, row, column)
BROKEN: dict[str, tuple[str, tuple[str, str, int | None, str]]] = {
    # types
    "type-unknown": (form("select_won yn | any | ក | A"), ("type-unknown", "survey", 2, "type")),
    "type-missing": (form(NAME, "| b | ខ | B"), ("type-missing", "survey", 3, "type")),
    "type-kobo": (form("begin_kobomatrix | m | ក | A"), ("type-kobo", "survey", 2, "type")),
    "type-nowhere": (form("geotrace | line | ក | A"), ("type-nowhere", "survey", 2, "type")),
    "type-ignored": (form(NAME, "audit | audit | |"), ("type-ignored", "survey", 3, "type")),
    "required-not-by-sms": (
        form("image | photo | ក | A | yes", more="required"),
        ("required-not-by-sms", "survey", 2, "required"),
    ),
    "not-by-sms": (form("geopoint | place | ក | A"), ("not-by-sms", "survey", 2, "type")),
    "an old name of a type": (form("location | place | ក | A"), ("not-by-sms", "survey", 2, "type")),
    "age-ends": (form(AGE), ("age-ends", "survey", 2, "name")),
    "support-partly": (
        form("image | a | ក | A | draw", more="appearance"),
        ("support-partly", "survey", 2, "appearance"),
    ),
    "support-no": (
        form("text | a | ក | A | ex:org.app(x=1)", more="appearance"),
        ("support-no", "survey", 2, "appearance"),
    ),
    "a type that stays blank": (form(NAME, "phonenumber | p | |"), ("support-no", "survey", 3, "type")),
    "a picture of a question": (
        form(f"{NAME} | a.png", more="media::image"),
        ("support-no", "survey", 2, "media::image"),
    ),
    "a key": (
        form(NAME) + sheet("settings", "form_id | public_key", "a | MIIB"),
        ("support-no", "settings", 2, "public_key"),
    ),
    # rows answered in one reply
    "ask-apart": (
        form(f"{AGE} | 1", f"{NAME} | 2", "integer | b | ខ | B | 1", more="ask"),
        ("ask-apart", "survey", 4, "ask"),
    ),
    "ask-mixed": (form(f"{AGE} | 1", f"{NAME} | 1", more="ask"), ("ask-mixed", "survey", 3, "ask")),
    "ask-kind": (form(f"{NAME} | 1", "text | b | ខ | B | 1", more="ask"), ("ask-kind", "survey", 3, "ask")),
    # languages
    "tag-wrong": (
        sheet("survey", "type | name | label::Khmer (kh) | label::English (en)", NAME),
        ("tag-wrong", "survey", 1, "label::Khmer (kh)"),
    ),
    "tag-missing": (
        sheet("survey", "type | name | label::Khmer | label::English (en)", NAME),
        ("tag-missing", "survey", 1, "label::Khmer"),
    ),
    "language-missing": (
        sheet("survey", "type | name | label::English (en)", "text | name | Name"),
        ("language-missing", "survey", 1, ""),
    ),
    "language-none": (
        sheet("survey", "type | name | label", "text | name | Name"),
        ("language-none", "survey", 1, "label"),
    ),
    "default-unknown": (
        form(NAME) + sheet("settings", "default_language", "Kmer (km)"),
        ("default-unknown", "settings", 2, "default_language"),
    ),
    "translation-missing": (form("text | name | | Name"), ("translation-missing", "survey", 2, "label::Khmer (km)")),
    "translation of a choice": (
        form(ANY, choices=yes_no() + "| | yn | maybe | | maybe |\n"),
        ("translation-missing", "choices", 4, "label::Khmer (km)"),
    ),
    "translation of a hint without a column": (
        form(f"{NAME} | Full", more="hint::English (en)"),
        ("translation-missing", "survey", 2, "hint::Khmer (km)"),
    ),
    "translation-lacking": (
        sheet("survey", "type | name | label::English (en) | label::French (fr)", "text | name | | Nom"),
        ("translation-lacking", "survey", 2, "label::English (en)"),
    ),
    "label-missing": (form("text | name | |"), ("label-missing", "survey", 2, "label")),
    "label-untagged": (form(f"{NAME} | A", more="label"), ("label-untagged", "survey", 1, "label")),
    "invisible": (form("text | name | ឈ្មោះ\u200bអ្នក | Name"), ("invisible", "survey", 2, "label::Khmer (km)")),
    "khmer-order": (form("text | name | ផេ្សង | Name"), ("khmer-order", "survey", 2, "label::Khmer (km)")),
    # length
    "too-long": (form(f"text | name | {LONG_KM} | Name"), ("too-long", "survey", 2, "label::Khmer (km)")),
    "too long in the short text": (
        form(f"{NAME} | {LONG_KM}", more="sms_text_km"),
        ("too-long", "survey", 2, "sms_text_km"),
    ),
    "too long in English": (
        form(f"text | name | ឈ្មោះ | {LONG_EN * 5}"),
        ("too-long", "survey", 2, "label::English (en)"),
    ),
    "options-too-long": (
        form("select_one yn | any | ក | A", choices=yes_no("sms_label_km", LONG_KM, LONG_KM)),
        ("options-too-long", "survey", 2, "label::Khmer (km)"),
    ),
    # columns
    "column-unknown": (form(f"{NAME} | x", more="relevent"), ("column-unknown", "survey", 1, "relevent")),
    "column-unknown in the choices": (
        form(ANY, choices=yes_no("sms_opt", "1", "2")),
        ("column-unknown", "choices", 1, "sms_opt"),
    ),
    "column-nobody-reads": (form(f"{NAME} | x", more="colour"), ("column-nobody-reads", "survey", 1, "colour")),
    "column-colons": (
        form(f"{NAME} | ឈ្មោះ", more="sms_text_km::Khmer (km)"),
        ("column-colons", "survey", 1, "sms_text_km::Khmer (km)"),
    ),
    "value-unknown": (form(f"{NAME} | secret", more="privacy_tier"), ("value-unknown", "survey", 2, "privacy_tier")),
    # expressions
    "quotes-curly": (
        form(NAME, f"{AGE} | ${{name}} = ‘x’", more="relevant"),
        ("quotes-curly", "survey", 3, "relevant"),
    ),
    "quotes-strange": (
        form(NAME, f"{AGE} | ${{name}} = «x»", more="relevant"),
        ("quotes-strange", "survey", 3, "relevant"),
    ),
    "digits-khmer": (form(f"{AGE} | . < ១០", more="constraint"), ("digits-khmer", "survey", 2, "constraint")),
    "expression-invisible": (
        form(NAME, f"{AGE} | ${{name}}\u200b = 'x'", more="relevant"),
        ("expression-invisible", "survey", 3, "relevant"),
    ),
    "expression-broken": (
        form(NAME, f"{AGE} | ${{name}} = = 'x'", more="relevant"),
        ("expression-broken", "survey", 3, "relevant"),
    ),
    "an unknown function": (
        form(f"{AGE} | selekted(., 'a')", more="constraint"),
        ("expression-broken", "survey", 2, "constraint"),
    ),
    "too few arguments": (
        form(f"{AGE} | selected(.)", more="constraint"),
        ("expression-broken", "survey", 2, "constraint"),
    ),
    "a bracket left open": (
        form(f"{AGE} | (. > 3", more="constraint"),
        ("expression-broken", "survey", 2, "constraint"),
    ),
    "regex-unanchored": (
        form(f"{NAME} | regex(., '[a-z]+')", more="constraint"),
        ("regex-unanchored", "survey", 2, "constraint"),
    ),
    "path-numbered": (
        form(
            "begin_repeat | r | ក | R |",
            f"{AGE} |",
            "end_repeat | | | |",
            f"{NAME} | /data/r[2]/age > 1",
            more="relevant",
        ),
        ("path-numbered", "survey", 5, "relevant"),
    ),
    "date-bare": (
        form(f"{NAME} | '2026-08-19' < today()", more="relevant"),
        ("date-bare", "survey", 2, "relevant"),
    ),
    "count-zero": (
        form(f"{AGE} |", "begin_repeat | r | ក | R | ${age}", f"{NAME} |", "end_repeat | | | |", more="repeat_count"),
        ("count-zero", "survey", 3, "repeat_count"),
    ),
    "name-unknown": (form(NAME, f"{AGE} | ${{nam}} = 'x'", more="relevant"), ("name-unknown", "survey", 3, "relevant")),
    "a name unknown in a short text": (
        form(f"{NAME} | ${{nam}}", more="sms_text_en"),
        ("name-unknown", "survey", 2, "sms_text_en"),
    ),
    "name-bare": (form(NAME, f"{AGE} | name = 'x'", more="relevant"), ("name-bare", "survey", 3, "relevant")),
    "filter-unknown": (
        form(NAME, f"{ANY} | distrct = ${{name}}", more="choice_filter", choices=yes_no("district", "1", "2")),
        ("filter-unknown", "survey", 3, "choice_filter"),
    ),
    "cycle": (
        form(f"{NAME} | ${{age}} > 1", f"{AGE} | ${{name}} = 'x'", more="relevant"),
        ("cycle", "survey", 2, "relevant"),
    ),
    "a question that waits for itself": (
        form(f"{AGE} | ${{age}} > 1", more="relevant"),
        ("cycle", "survey", 2, "relevant"),
    ),
    "a group that waits for its own question": (
        form("begin_group | g | ក | G | ${age} > 1", AGE, "end_group", more="relevant"),
        ("cycle", "survey", 2, "relevant"),
    ),
    "engine": (form(f"{AGE} | /data/age + 1 > 2", more="relevant"), ("engine", "survey", 2, "relevant")),
    # choices
    "option-twice": (form(ANY, choices=yes_no("sms_option", "1", "1")), ("option-twice", "choices", 3, "sms_option")),
    "option-taken": (
        form(ANY, choices=yes_no("sms_option", "1", "stop")),
        ("option-taken", "choices", 3, "sms_option"),
    ),
    "option-some": (form(ANY, choices=yes_no("sms_option", "1")), ("option-some", "choices", 3, "sms_option")),
    "label-twice": (
        form(ANY, choices=yes_no() + "| | yn | maybe | មាន | maybe |\n"),
        ("label-twice", "choices", 4, "label::Khmer (km)"),
    ),
    "alias-twice": (
        form(ANY, choices=yes_no("alias_km", "ចាស", r"ទេ\|ចាស")),
        ("alias-twice", "choices", 3, "alias_km"),
    ),
    "an alias that is another's label": (
        form(ANY, choices=yes_no("alias_km", "គ្មាន")),
        ("alias-twice", "choices", 2, "alias_km"),
    ),
    "label-command": (
        form(ANY, choices=yes_no() + "| | yn | maybe | ឈប់ | maybe |\n"),
        ("label-command", "choices", 4, "label::Khmer (km)"),
    ),
    # what pyxform refuses
    "list-missing": (form("select_one ny | any | ក | A", choices=yes_no()), ("list-missing", "survey", 2, "type")),
    "heading-missing": (form(ANY), ("heading-missing", "choices", 1, "")),
    "heading-twice": (
        sheet("survey", f"type | name | {TAGGED} | relevant | relevance", NAME),
        ("heading-twice", "survey", 1, "relevant / relevance"),
    ),
    "choice-name-twice": (
        form(ANY, choices=yes_no() + "| | yn | yes | ប្រហែល | perhaps |\n"),
        ("choice-name-twice", "choices", 4, "name"),
    ),
    "choice-name-missing": (
        form(ANY, choices=yes_no() + "| | yn | | ប្រហែល | perhaps |\n"),
        ("choice-name-missing", "choices", 4, "name"),
    ),
    "choice-name-spaced": (
        form("select_multiple yn | any | ក | A", choices=yes_no() + "| | yn | don't know | ប្រហែល | perhaps |\n"),
        ("choice-name-spaced", "choices", None, "name"),
    ),
    "name-twice": (form(NAME, NAME), ("name-twice", "survey", 3, "name")),
    "name-shape": (form("text | my name | ក | A"), ("name-shape", "survey", 2, "name")),
    "group-open": (form("begin_group | g | ក | G", NAME), ("group-open", "survey", 2, "type")),
    "converter": (form("range | r | ក | R | start=a", more="parameters"), ("converter", "survey", 2, "parameters")),
    "converter-warns": (form(NAME, "| | | | x", more="_note"), ("converter-warns", "survey", 3, "")),
    "table-missing": (form("select_one_from_file villages.csv | v | ក | V"), ("table-missing", "survey", None, "")),
}


DECLARES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
VILLAGE = form("select_one_from_file villages.csv | v | ក | V")
MAP = form("select_one_from_file map.geojson | v | ក | V")
BLANKS = form("text | name | ក | A | ${last-saved#name}", more="default") + sheet("settings", "form_id", "town")
# what is wrong with the files beside a form: the form, the files, and the finding
BESIDE: dict[str, tuple[str, dict[str, bytes], tuple[str, str, int | None, str]]] = {
    "missing": (VILLAGE, {"towns.csv": b"name,label\na,A\n"}, ("table-missing", "survey", None, "")),
    "empty": (VILLAGE, {"villages.csv": b"\0\0"}, ("table-broken", "", None, "")),
    "two bytes": (VILLAGE, {"villages.csv": b"\xff\xfea"}, ("table-broken", "", None, "")),
    "not UTF-8": (VILLAGE, {"villages.csv": "name,label\na,é\n".encode("latin-1")}, ("table-broken", "", None, "")),
    "too large": (VILLAGE, {"villages.csv": b"a" * (MOST + 1)}, ("table-broken", "", None, "")),
    "no label": (VILLAGE, {"villages.csv": b"name,title\na,A\n"}, ("table-column", "survey", 2, "type")),
    "a declaration": (
        form("select_one_from_file villages.xml | v | ក | V"),
        {"villages.xml": DECLARES.encode()},
        ("table-broken", "", None, ""),
    ),
    "no map": (MAP, {"map.geojson": b"[1]"}, ("table-broken", "", None, "")),
    "last-saved": (BLANKS, {}, ("last-saved", "survey", None, "")),
}


@pytest.mark.parametrize("case", BESIDE)
def test_what_is_wrong_with_the_files_beside_a_form_is_said(case: str) -> None:
    """A file that is missing, unreadable or without its columns is a finding with its name, never a crash."""
    text, files, expected = BESIDE[case]
    told = read(text.encode(), "town.md", files)
    assert expected in [place(each) for each in told.findings]
    assert (told.survey is None) == any(each.severity == "error" for each in told.findings)


POINT = {"type": "Point", "coordinates": [103.5, 10.6]}
FEATURES = {"features": [{"id": "a", "properties": {"title": "Ream"}, "geometry": POINT}]}
TABLES: dict[str, tuple[str, bytes]] = {
    "commas": ("villages.csv", b"name,label\na,Ream\n"),
    "semicolons and a byte order mark": ("villages.csv", b"\xef\xbb\xbfname;label;x\na;Ream;1\n"),
    "capitals": ("Villages.CSV", b"name,label\na,Ream\n"),
    "a map": ("map.geojson", json.dumps(FEATURES).encode()),
    "XML": ("villages.xml", b"<root><item><name>a</name><label>Ream</label></item></root>"),
}


@pytest.mark.parametrize("case", TABLES)
def test_choices_come_from_a_file_beside_the_form(case: str) -> None:
    """CSV, GeoJSON and XML are choices like any others, and stay with the form when it is stored."""
    name, source = TABLES[case]
    text = form(f"select_one_from_file {name.lower()} | v | ក | V")
    document = read(text.encode(), "town.md", {name: source}).document
    assert document is not None
    again = load(Document.from_json(json.loads(json.dumps(document.to_json()))))
    interview = Interview.start(again.form, now=NOW, timezone=UTC, dice=lambda: 0.5, uuid=lambda: "u")
    assert [(each.value, each.label) for each in interview.question("/data/v").choices] == [("a", "Ream")]


def test_a_changed_file_beside_a_form_is_a_changed_form() -> None:
    """Who answers from another list answers another form."""
    one, other = (
        read(VILLAGE.encode(), "t.md", {"villages.csv": b"name,label\n%b,A\n" % name}) for name in (b"a", b"b")
    )
    assert one.document is not None
    assert other.document is not None
    assert one.document.checksum != other.document.checksum


def test_only_the_files_that_a_form_names_are_opened(tmp_path: Path) -> None:
    """A folder full of other files costs nothing, and a form is not its own list."""
    (tmp_path / "form.csv").write_text("survey,,\n")
    (tmp_path / "villages.csv").write_text("name,label\na,Ream\n")
    (tmp_path / "photo.png").write_bytes(b"x")
    (tmp_path / "broken.csv").mkdir()
    folder = Folder(tmp_path / "form.csv")
    assert (list(folder), len(folder)) == (["villages.csv"], 1)
    assert folder.get("photo.png") is None
    assert read(VILLAGE.encode(), "form.csv", folder).document is not None


def place(finding: Finding) -> tuple[str, str, int | None, str]:
    return finding.code, finding.sheet, finding.row, finding.column


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said_with_its_place(case: str) -> None:
    """Every fault is found at its sheet, row and column, and an error keeps the form from being asked."""
    text, expected = BROKEN[case]
    told = read(text.encode(), "town.md")
    assert expected in [place(each) for each in told.findings]
    assert (told.survey is None) == any(each.severity == "error" for each in told.findings)


def test_no_finding_is_without_a_test() -> None:
    """Each kind of finding is shown by a form or a file of this page."""
    shown = {expected[0] for *_, expected in (*BROKEN.values(), *BESIDE.values())}
    shown |= {code for _, code in FILES.values()}
    assert shown == set(SAYINGS)


SOUND = form(
    "select_one yn | any | មានទឹកទេ | Is there water | yes | ",
    "integer | pumps | ម៉ាស៊ីនប៉ុន្មាន | How many pumps | | ${any} = 'yes'",
    more="required | relevant",
    choices=yes_no("sms_option", "1", "2"),
) + sheet("settings", "form_id | version | default_language", "town | 3 | Khmer (km)")


def cells(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The sheets of a form in Markdown: name and rows, headings first."""
    rows: list[list[str]] = []
    for line in text.splitlines():
        first, *rest = [cell.strip().replace("\\|", "|") for cell in line.replace("\\|", "\0").split("|")[1:-1]]
        rest = [cell.replace("\0", "|") for cell in rest]
        if first:
            rows = []
            yield first, rows
        else:
            rows.append(rest)


def as_xlsx(text: str) -> bytes:
    book = Workbook(write_only=True)
    for name, rows in list(cells(text)):
        page = book.create_sheet(name)
        for row in rows:
            page.append([int(cell) if cell.isascii() and cell.isdigit() else cell or None for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_csv(text: str, delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    for name, rows in list(cells(text)):
        writer.writerow([name])
        writer.writerows(["", *row] for row in rows)
    return stream.getvalue().encode()


@pytest.mark.parametrize(
    "source",
    [
        as_xlsx(SOUND),
        as_csv(SOUND),
        b"\xef\xbb\xbf" + as_csv(SOUND),  # Excel's “CSV UTF-8”
        as_csv(SOUND, ";"),  # Excel where the comma is the decimal sign
        as_csv(SOUND, "\t").decode().encode("utf-16"),  # Excel's “Unicode text”
        b"\xef\xbb\xbf" + SOUND.encode(),
        f"A form, with words about it.\n\n{SOUND}".encode(),
    ],
)
@pytest.mark.parametrize("name", ["town.xlsx", "town.csv", "town.xls"])
def test_a_form_is_the_same_in_every_kind_of_file(source: bytes, name: str) -> None:
    """Spreadsheet, CSV and Markdown give one and the same form, whatever the file is called."""
    plain, told = read(SOUND.encode(), "town.md"), read(source, name)
    assert told.findings == ()
    assert plain.document is not None
    assert told.document == plain.document
    assert told.document.checksum == plain.document.checksum


@pytest.mark.parametrize("case", [case for case in BROKEN if "twice" not in case or case == "option-twice"])
def test_findings_are_the_same_in_a_spreadsheet(case: str) -> None:
    """A fault stands at the same row of the spreadsheet as of the text."""
    text, expected = BROKEN[case]
    assert expected in [place(each) for each in read(as_xlsx(text), "town.xlsx").findings]


def archive(**parts: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "."), content)
    return stream.getvalue()


BOMB = archive(sheet__xml=b" " * (65 * 2**20))
FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "file-empty"),
    "blanks": (b" \n\n", "file-empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "file-unknown"),
    "a web page": (b"<html><table>", "file-unknown"),
    "words": (b"hello", "file-unknown"),
    "too much": (b"a,b\n" * (MOST // 4 + 1), "file-too-large"),
    "a bomb": (BOMB, "file-swells"),
    "a declaration": (archive(sheet__xml=DECLARES), "file-declares"),
    "a declaration in wide letters": (archive(sheet__xml=DECLARES.encode("utf-16")), "file-declares"),
    "a strange encoding": (archive(sheet__xml='<?xml version="1.0" encoding="UTF-7"?><a/>'), "file-declares"),
    "another archive": (archive(letter__txt="hello"), "file-unknown"),
    "half an archive": (as_xlsx(SOUND)[:700], "file-broken"),
    "half an old spreadsheet": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 900, "file-broken"),
    "a locked one": (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "file-locked"),
    "letters of another time": ("survey,\n,type,é".encode("latin-1"), "file-not-utf8"),
    "a converted form": (b"<?xml version='1.0'?><h:html><h:head><model/></h:head></h:html>", "file-xform"),
    "no survey": (b"choices,,\n,list_name,name\n", "sheet-missing"),
    "a country of rows": (b"survey,,\n,type,name\n" + b",text,a\n" * (MOST_ROWS + 1), "sheet-too-long"),
}


@pytest.mark.parametrize("case", FILES)
def test_what_is_no_form_is_refused_with_a_reason(case: str) -> None:
    """A file that cannot be a form is one finding, before anything large or foreign in it is opened."""
    source, code = FILES[case]
    told = read(source, "town.xlsx")
    assert (told.document, told.survey) == (None, None)
    assert [each.code for each in told.findings] == [code]


PIECES = (
    "| survey |\n", "| choices |\n", "| settings |\n", "| | type | name | label |\n", "| | text | a | A |\n",
    "survey,\n", ",type,name,label\n", ",select_one x,${a},(((\n", "| | begin_group | a | ${a} |\n",
    "| | end_group |\n", "|", "\n", "::",
)  # fmt: skip
pieces = st.sampled_from(PIECES)


@given(st.lists(pieces | st.text(max_size=12), max_size=14).map("".join) | st.binary(max_size=200))
def test_reading_never_raises(source: str | bytes) -> None:
    """Whatever the bytes are, there is a form or there is an error that says why not."""
    told = read(source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass"), "x.md")
    assert (told.survey is not None) != any(each.severity == "error" for each in told.findings)


@given(st.data())
def test_a_damaged_spreadsheet_never_raises(data: st.DataObject) -> None:
    """A spreadsheet with any byte changed is read or refused."""
    source = bytearray(SPREADSHEET)
    at = data.draw(st.integers(0, len(source) - 1))
    source[at] ^= data.draw(st.integers(1, 255))
    told = read(bytes(source), "x.xlsx")
    assert (told.survey is not None) != any(each.severity == "error" for each in told.findings)


SPREADSHEET = as_xlsx(SOUND)


def test_a_finding_is_one_line() -> None:
    """A line names file, sheet, row and column, says what is wrong and how to mend it."""
    told = read(form("select_won yn | any | ក | A", choices=yes_no()).encode(), "town-plan.md")
    assert [each.line("en") for each in told.findings] == [
        "town-plan.md, sheet survey, row 2, column type: type 'select_won yn' is unknown; did you mean select_one?"
    ]
    assert told.findings[0].line("km").startswith("town-plan.md, សន្លឹក survey, ជួរដេក 2, ជួរឈរ type៖ មិនស្គាល់ប្រភេទ")


def test_a_finding_is_plain_data_too() -> None:
    """What a page of the console shows of a finding is all in its JSON."""
    (found,) = read(b"", "empty.xlsx").findings
    assert found.to_json() == {
        "severity": "error",
        "code": "file-empty",
        "file": "empty.xlsx",
        "sheet": "",
        "row": None,
        "column": "",
        "message": {"km": "ឯកសារនេះទទេ", "en": "the file is empty"},
        "cure": {"km": "សូមជ្រើសរើសឯកសារដែលមានកម្រងសំណួរ", "en": "choose the file with the form"},
    }


@pytest.mark.parametrize("code", SAYINGS)
def test_every_finding_speaks_both_languages(code: str) -> None:
    """The Khmer holds Khmer and the same facts as the English."""
    saying = SAYINGS[code]
    for words in (saying.message, saying.cure):
        assert any("ក" <= letter <= "៹" for letter in words.km) or words.km == words.en
        assert all(words.to(language).strip() for language in LANGUAGES)


OWN = form(
    "select_one lang | lang | ភាសា | Language | | | | | | |",
    "select_one consent | consent | យល់ព្រមទេ | Agree | | | | | | |",
    "begin_group | g | ក | G | | | | | | |",
    "integer | age | អាយុ | Age | 1 | A | Yrs | 5.1; 10.2 | all | sensitive | yes",
    "select_one issue | top | អ្វី | What | 2 | A | | see issue; 16.7 | short | opinion |",
    "end_group | | | | | | | | | |",
    more="ask | part | sms_text_en | sdg | horizon | privacy_tier | voice",
    choices=sheet(
        "choices",
        f"list_name | name | {TAGGED} | sms_option | sms_label_km | alias_km | alias_en | sdg",
        "lang | km | ខ្មែរ | Khmer | 1 | | | |",
        "lang | en | អង់គ្លេស | English | 2 | | | |",
        "consent | agree | យល់ព្រម | Agree | 1 | | | |",
        "consent | no | ទេ | No | 2 | | | |",
        r"issue | water | ទឹកស្អាត | Clean water | 1 | ទឹក | ទឹក\|អណ្ដូង | well | 6.1 |",
        "issue | waste | សំរាម | Rubbish | 2 | | | | 11.6; 14.1 |",
    ),
) + sheet("settings", "form_id | version | sms_keyword | sms_response | title_km", "town | 3 | town | Bye | ក្រុង")


def test_our_columns_reach_the_survey() -> None:
    """What the columns of ours say is found in the survey, under the names of questions and choices."""
    survey = read(OWN.encode(), "town.md").survey
    assert survey is not None
    assert (survey.name, survey.version, survey.keyword) == ("town", "3", "town")
    assert survey.title == {"km": "ក្រុង", "en": "town"}
    assert survey.closing == {"km": "Bye", "en": "Bye"}
    assert survey.tongues == {"km": "Khmer (km)", "en": "English (en)"}
    assert (survey.language_question, survey.consent_question) == ("/data/lang", "/data/consent")
    assert not survey.reviewed
    age, top = survey.extra("age"), survey.extra("top")
    assert (age.ask, age.part, dict(age.short), age.sdg) == ("1", "A", {"en": "Yrs"}, ("5.1", "10.2"))
    assert (age.horizon, age.tier, age.voice, age.codes_age) == ("all", "sensitive", True, True)
    assert top.sdg == ("6.1", "11.6", "14.1", "16.7")
    assert survey.extra("consent").numbers_only
    water = survey.choice_extra("top", "water")
    assert (water.code, water.aliases, dict(water.short)) == ("1", ("ទឹក", "អណ្ដូង", "well"), {"km": "ទឹក"})


def test_our_columns_stay_out_of_the_form() -> None:
    """Kobo and ODK get the form they would have got without us."""
    document = read(OWN.encode(), "town.md").document
    assert document is not None
    assert not any(column in document.xform for column in ("alias_km", "sms_option", "privacy_tier", "ask"))


def test_a_document_comes_back_from_the_store() -> None:
    """What is stored gives the same survey again, even where the database keeps no order of names."""
    told = read(OWN.encode(), "town.md")
    assert told.document is not None
    assert told.survey is not None
    kept = told.document.to_json()
    kept["extras"]["questions"] = dict(sorted(kept["extras"]["questions"].items(), reverse=True))
    again = load(Document.from_json(kept))
    assert list(again.extras) == list(told.survey.extras)
    assert again.extras == told.survey.extras
    assert again.choice_extras == told.survey.choice_extras


def test_a_stored_form_needs_no_converter() -> None:
    """A web process that only asks surveys never loads pyxform."""
    document = read(OWN.encode(), "town.md").document
    assert document is not None
    program = (
        "import json, sys; sys.modules['pyxform'] = None; from bot.xlsform import Document, load;"
        "print(load(Document.from_json(json.load(sys.stdin))).name)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(document.to_json()),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert ran.stdout == "town\n"


def test_a_form_that_was_tampered_with_is_refused() -> None:
    """A stored form that is no XForm raises FormError, and nothing else."""
    with pytest.raises(FormError):
        load(Document("a", "1", "A", "<a>", {}))


@pytest.mark.parametrize(
    ("columns", "cells_", "km", "en"),
    [
        (TAGGED, "ក | A", "Khmer (km)", "English (en)"),
        ("label::ខ្មែរ (km) | label::English (en)", "ក | A", "ខ្មែរ (km)", "English (en)"),
        ("label::Khmer | label::English", "ក | A", "Khmer", "English"),
        ("label::English (en)", "A", "English (en)", "English (en)"),
        ("label::French (fr) | label::Khmer (km)", "A | ក", "Khmer (km)", "French (fr)"),
        ("label", "A", "", ""),
        ("label | label::Khmer (km)", "A | ក", "Khmer (km)", "default"),
    ],
)
def test_a_language_without_texts_is_asked_in_the_forms_own(columns: str, cells_: str, km: str, en: str) -> None:
    """Khmer and English are found by code or name; one that is missing falls back to the form's default."""
    survey = read(sheet("survey", f"type | name | {columns}", f"text | a | {cells_}").encode(), "t.md").survey
    assert survey is not None
    assert survey.tongues == {"km": km, "en": en}


@pytest.mark.parametrize(
    ("file", "name"),
    [("town plan.xlsx", "town_plan"), ("C:\\a\\b.xlsx", "b"), ("ទីក្រុង.csv", "ទីក្រុង"), ("...", "form"), ("", "form")],
)
def test_a_form_without_an_id_is_called_like_its_file(file: str, name: str) -> None:
    """The name is made of letters, digits, dots and lines only."""
    assert form_id(file) == name


def offered(survey: Survey, ref: str, **answers: str) -> list[tuple[str, str]]:
    """The choices of a question after some answers."""
    interview = Interview.start(survey.form, now=NOW, timezone=UTC, dice=lambda: 0.5, uuid=lambda: "u")
    for name, value in answers.items():
        interview.answer(f"/data/{name}", value)
    return [(each.value, each.label) for each in interview.question(ref).choices]


APART = form(
    ANY, "select_one_external town | town | ក | Town | yn = ${any}", more="choice_filter", choices=yes_no()
) + sheet(
    "external_choices", f"list_name | name | {TAGGED} | yn", "town | x | ក | Ream | yes", "town | x | ខ | Veal | no"
)


def test_choices_kept_apart_are_choices() -> None:
    """The sheet external_choices, which ODK keeps for long lists, is asked like the sheet choices."""
    survey = read(APART.encode(), "t.md").survey
    assert survey is not None
    assert offered(survey, "/data/town", any="no") == [("x", "ខ")]


def test_a_filter_may_name_a_column_with_a_language() -> None:
    """A filter by label::English (pyxform passes it, Collect refuses it) is read as that column."""
    english = "list_name | name | label::English"
    text = sheet(
        "survey", "type | name | label::English | choice_filter", "select_one l | any | A | label::English != 'B'"
    )
    survey = read((text + sheet("choices", english, "l | a | A", "l | b | B")).encode(), "t.md").survey
    assert survey is not None
    assert offered(survey, "/data/any") == [("a", "A")]


def test_an_age_in_a_repeat_is_somebody_elses() -> None:
    """Whoever counts the children of a household is not taken for a child."""
    rows = (AGE, "begin_repeat | child | ក | Child", "integer | age_child | អាយុ | Age", "end_repeat | | |")
    survey = read(form(*rows).encode(), "t.md").survey
    assert survey is not None
    assert (survey.extra("age").codes_age, survey.extra("age_child").codes_age) == (True, False)


def test_each_channel_is_audited() -> None:
    """How many questions SMS and Telegram can ask, and which not, is one line each; a note is no question."""
    survey = read(
        form(NAME, "note | n | ក | N", "image | photo | ក | A", "geotrace | line | ក | L").encode(), "t.md"
    ).survey
    assert survey is not None
    assert [each.line("en") for each in audits(survey)] == [
        "SMS: 3 questions, 1 can be asked, 2 are passed over (photo, line)",
        "Telegram: 3 questions, 2 can be asked, 1 are passed over (line)",
    ]
    assert audits(survey)[0].to_json()["passed_over"] == ["photo", "line"]
    assert all("សំណួរ" in each.line("km") for each in audits(survey))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("regex(., '^[a-z]+$')", set()),
        ("if(regex(., 'a'), 1, 2) = 1", {"regex-unanchored"}),
        (". > date('2026-08-19')", set()),
        (". - '2026-08-19' > 3", {"date-bare"}),
        ("not(/data/r[position() = 2]/a > 1)", set()),
        ("-(/data/r[2]/a)", {"path-numbered"}),
        ("(/data/r/a)[1] = 2", set()),
    ],
)
def test_what_engines_take_differently_is_found_wherever_it_stands(expression: str, expected: set[str]) -> None:
    """Inside of conditions, calls and brackets too; what all engines take alike is left in peace."""
    rows = ("begin_repeat | r | ក | R |", "integer | a | ក | A |", "end_repeat | | | |", f"{NAME} | {expression}")
    codes = {each.code for each in read(form(*rows, more="constraint").encode(), "t.md").findings}
    assert codes & {"regex-unanchored", "date-bare", "path-numbered"} == expected
