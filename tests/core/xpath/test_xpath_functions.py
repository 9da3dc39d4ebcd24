"""The functions, family by family."""

import base64
import math

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.core.xpath.functions import FUNCTIONS
from bot.core.xpath.special import SPECIAL


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("string(34)", "34"),
        ("concat('ភូមិ ', house/rooms, '/', 4)", "ភូមិ 3/4"),
        ("concat(member/name)", "ដារ៉ាBophaVuthy"),
        ("join(', ', member/name, 'x')", "ដារ៉ា, Bopha, Vuthy, x"),
        ("join(', ')", ""),
        ("substr('Kampot', 1, 3)", "am"),
        ("substr('Kampot', -3)", "pot"),
        ("substr('Kampot', -3, -1)", "po"),
        ("substr('Kampot', 4, 2)", ""),
        ("substr('Kampot', 0 div 0)", "Kampot"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0, 3)", "12"),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("substring('12345', 0 div 0)", ""),
        ("substring-before('2026-08', '-')", "2026"),
        ("substring-before('2026', '-')", ""),
        ("substring-after('2026-08', '-')", "08"),
        ("substring-after('2026', '')", "2026"),
        ("contains(name, 'ខា')", True),
        ("contains('a', '')", True),
        ("starts-with(name, 'សុ')", True),
        ("ends-with(name, 'ខា')", True),
        ("ends-with(name, 'សុ')", False),
        ("string-length(name)", 4),
        ("string-length(blank)", 0),
        ("normalize-space(spaced)", "ផ្សារ ថ្មី"),
        ("translate('aabb', 'ab', 'x')", "xx"),
        ("translate('aa', 'aa', 'xy')", "xx"),
        ("translate('១២៣', '០១២៣៤៥៦៧៨៩', '0123456789')", "123"),
        ("regex('012345678', '0[0-9]{8,9}')", True),
        ("regex('x012345678', '0[0-9]{8,9}')", False),
        (r"regex(name, '\p{Khmer}+')", True),
        ("regex(blank, '')", True),
        ("coalesce(blank, missing, hidden, 'x')", "x"),
        ("coalesce(1 div 'a', name)", "សុខា"),
        ("coalesce(blank)", ""),
        ("once('x')", "សុខា34"),
        ("if(age > 17, 'ពេញវ័យ', 'កុមារ')", "ពេញវ័យ"),
        ("if(blank, 1, age + 1)", 35),
        ("if(true(), 1, regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a|aa)+$'))", 1),
        ("false() and regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a|aa)+$')", False),
    ],
)
def test_texts(ask, expression: str, value: object) -> None:
    """Functions of texts count signs of Unicode, take blanks as blanks and look only at what matters."""
    got = ask(expression, node="" if "once" not in expression else "name")
    assert got == (value if "once" not in expression else "សុខា")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("number(age)", 34),
        ("number(true())", 1),
        ("int(2.9)", 2),
        ("int(-2.9)", -2),
        ("int('7.5')", 7),
        ("round(2.5)", 3),
        ("round(-2.5)", -2),
        ("round(-1.5)", -1),
        ("round(2.15, 1)", 2.2),
        ("round(1.005, 2)", 1.01),
        ("round(-1.25, 1)", -1.2),
        ("round(12350, -2)", 12400),
        ("round(1234567.891, 99)", 1234567.891),
        ("round(7, -99)", 0),
        ("round(1 div 0, 2)", math.inf),
        ("round(2.7, 'x')", 3),
        ("floor(-1.5)", -2),
        ("ceiling(-1.5)", -1),
        ("floor(1 div 0)", math.inf),
        ("abs(-3)", 3),
        ("pow(2, 10)", 1024),
        ("pow(-8, 3)", -512),
        ("pow(10, 999)", math.inf),
        ("pow(0, -1)", math.inf),
        ("sqrt(16)", 4),
        ("exp(0)", 1),
        ("exp(1000)", math.inf),
        ("exp10(3)", 1000),
        ("log(exp(2))", 2),
        ("log(0)", -math.inf),
        ("log10(1000)", 3),
        ("round(sin(pi() div 2) + cos(0) + tan(0), 3)", 2),
        ("asin(1) - acos(0)", 0),
        ("atan(1) * 4 = pi() and atan2(1, 1) * 4 = pi()", True),
        ("max(member/age)", 41),
        ("min(3, member/age, 20)", 3),
        ("max('', 2)", 2),
        ("sum(member/age)", 53),
        ("sum(missing)", 0),
        ("count(member)", 3),
        ("count(hidden)", 0),
        ("count-non-empty(member/age)", 2),
        ("random()", 0.9),
        ("boolean-from-string('TRUE')", True),
        ("boolean-from-string(1)", True),
        ("boolean-from-string('1.0')", False),
        ("boolean('x') = not(false())", True),
    ],
)
def test_numbers(ask, expression: str, value: float) -> None:
    """A half rounds up; blanks are left out of sums and extremes; what is too large is infinite."""
    assert ask(expression) == value


@pytest.mark.parametrize(
    "expression",
    [
        "sqrt(-1)",
        "log(-1)",
        "asin(2)",
        "pow(-8, 1 div 3)",
        "max(name)",
        "max('')",
        "min(missing)",
        "sum(name)",
        "int('x')",
        "sin(1 div 0)",
        "round('14,6')",
        "position(missing)",
    ],
)
def test_a_function_without_a_value_gives_nan(ask, expression: str) -> None:
    """It does not fail: the calculation stays blank."""
    assert math.isnan(ask(expression))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("selected(needs, 'water')", True),
        ("selected(needs, ' road ')", True),
        ("selected(needs, 'roa')", False),
        ("selected('a  b', '')", False),
        ("selected(blank, '')", True),
        ("selected-at(needs, 1)", "road"),
        ("selected-at(needs, 2)", ""),
        ("selected-at(needs, -1)", ""),
        ("selected-at(needs, 'x')", ""),
        ("count-selected(needs)", 2),
        ("count-selected(blank)", 0),
        ("checklist(1, 2, needs, blank, name)", True),
        ("checklist(-1, 1, true(), true())", False),
        ("checklist(3, -1, member/age)", False),
        ("checklist(2, -1, member/age)", True),
        ("weighted-checklist(5, 9, needs, 4, blank, 9, true(), 2)", True),
        ("weighted-checklist(5, -1, needs, 4)", False),
        ("weighted-checklist(50, -1, member/name, member/age)", True),
    ],
)
def test_lists_of_answers(ask, expression: str, value: object) -> None:
    """Names picked are parted by spaces; a negative bound is none."""
    assert ask(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("today()", "2026-08-20"),
        ("now()", "2026-08-20T08:30:00.000+07:00"),
        ("number(today())", 20685),
        ("today() - born", 12583),
        ("int((today() - born) div 365.25)", 34),
        ("date(today() + 1)", "2026-08-21"),
        ("date(0)", "1970-01-01"),
        ("date(-0.5)", "1969-12-31"),
        ("date('2026-8-2')", "2026-08-02"),
        ("date(met)", "2026-08-19"),
        ("date('2026-08-19T23:00:00.000Z')", "2026-08-20"),
        ("date('2026-02-30')", ""),
        ("date('soon')", ""),
        ("date(blank)", ""),
        ("date(99999999999)", ""),
        ("date-time('2026-08-20')", "2026-08-20T00:00:00.000+07:00"),
        ("date-time(20685.25)", "2026-08-20T06:00:00.000+07:00"),
        ("date-time(met) < now()", True),
        ("date-time('2026-08-20T10:00:00+07:00') = date-time('2026-08-20T03:00:00Z')", True),
        ("'2026-08-19' < today()", True),
        ("today() = '2026-08-20'", True),
        ("today() = 20685", True),
        ("born < today() and born > '1990-01-01'", True),
        ("'2026-08-20' = '2026-08-20T00:00:00.000+07:00'", True),
        ("'2026-08-2x' = '2026-08-20'", False),
        ("round(decimal-date-time('2026-08-20'), 3)", 20684.708),
        ("decimal-time('18:00:00.000+07:00')", 0.75),
        ("decimal-time('12:00')", 0.5),
        ("decimal-time('00:00:00.000Z') > 0.29", True),
        ("format-date(born, '%d/%m/%Y')", "08/03/1992"),
        ("format-date(born, '%e %b %y, %a %W %j %n %%')", "8 Mar 92, Sun 10 068 3 %"),
        ("format-date-time(met, '%H:%M:%S.%3 %h %Z')", "17:45:00.000 17 +0700"),
        ("format-date(20685, '%A %B')", "Thursday August"),
        ("format-date('soon', '%Y')", ""),
        ("format-date(blank, '%Y')", ""),
    ],
)
def test_dates(ask, expression: str, value: object) -> None:
    """A date is a text whose number is whole days in the form's own time zone."""
    assert ask(expression) == value


@pytest.mark.parametrize("expression", ["decimal-time('25:00')", "decimal-time('12:00+15:00')", "number('2026-13-01')"])
def test_a_time_that_no_clock_shows_is_no_number(ask, expression: str) -> None:
    """Neither is a zone that no place uses."""
    assert math.isnan(ask(expression))


@pytest.mark.parametrize("language", ["km", "Khmer (km)", "ភាសាខ្មែរ (km)", "km-KH"])
def test_months_and_days_are_khmer_in_khmer(ask, language: str) -> None:
    """Short names are the whole ones: cutting could part a letter from its vowel."""
    assert ask("format-date('2026-08-20', '%A %e %B %b %a')", language=language) == "ព្រហស្បតិ៍ 20 សីហា សីហា ព្រហស្បតិ៍"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("number('2026-08-20')", 20684 + 17 / 24),
        ("number(date('1969-12-31'))", -1 - 7 / 24),
        ("number(date('1970-01-01T00:00:00Z'))", 0),
        ("date(-0.29166666666666669)", "1970-01-01"),
        ("date(0)", "1970-01-01T07:00:00.000+07:00"),
    ],
)
def test_days_can_count_as_browsers_count_them(ask, expression: str, value: object) -> None:
    """Enketo and Web Forms count days from midnight in UTC; a form's check can compare both."""
    got = ask(expression, days="instant")
    assert got == (pytest.approx(value, abs=1e-6) if isinstance(value, float) else value)


def test_without_a_time_zone_no_text_is_a_date(ask) -> None:
    """Plain XPath 1.0 knows no dates."""
    assert math.isnan(ask("number('2026-08-20')", timezone=None))
    assert ask("'2026-08-20' = '2026-08-20T00:00:00.000+07:00'", timezone=None) is False


SQUARE = "10.6 103.5;10.6 103.6;10.7 103.6;10.7 103.5;10.6 103.5"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("distance('0 0;0 1')", 111318.85),
        ("distance('0 0', '0 1', '0 0')", 222637.69),
        ("distance('10.6 103.5 4 12')", 0),
        ("area('0 0;0 1')", 0),
        (f"round(area('{SQUARE}') div 1000000)", 122),
        (f"geofence(place, '{SQUARE}')", True),
        (f"geofence('10.75 103.55', '{SQUARE}')", False),
        (f"geofence(blank, '{SQUARE}')", False),
        ("geofence(place, '10 103;10 104;11 104;11 103')", False),
        (f"intersects('{SQUARE}')", False),
        ("intersects('0 0;1 1;0 1;1 0')", True),
        ("intersects('0 0;1 1')", False),
        ("intersects('0 0;0 2;0 4;1 1')", False),
        ("intersects('nowhere')", False),
    ],
)
def test_places(ask, expression: str, value: object) -> None:
    """Metres and square metres on a ball of 6,378.1 km; a fence must close."""
    assert ask(expression) == value


@pytest.mark.parametrize("expression", ["distance('')", "area('a')", "area('5000 5000; 5000 5000')", "distance('1;2')"])
def test_what_is_no_place_has_no_size(ask, expression: str) -> None:
    """NaN, not 0: nothing was measured."""
    assert math.isnan(ask(expression))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("jr:itext('hello')", "សួស្តី"),
        ("jr:choice-name(age, ' /data/age ')", "/data/age=34"),
        ("jr:choice-name(age, 'house/rooms')", "/data/house/rooms=34"),
        ("jr:choice-name(age, '../data/age')", "/data/age=34"),
        ("property('deviceid')", "yobal:sms"),
        ("property('unknown')", ""),
        ("version()", "2026-08"),
        ("uuid()", "6f1c1c1e-0000-4000-8000-000000000001"),
        ("uuid(8)", "6f1c1c1e"),
        ("string-length(uuid(70))", 70),
        ("uuid(0)", ""),
        ("pulldata('communes', 'label', 'name', 'c3')", "Commune 3"),
        ("pulldata('communes', 'label', 'name', 'zz')", ""),
        ("pulldata('communes', 'zz', 'name', 'c3')", ""),
        ("pulldata('communes', 'label', 'zz', '')", ""),
        ("pulldata('communes', 'label', 'district', 'd2')", "Commune 2"),
        ("pulldata('communes', '@code', 'name', 'c3')", "C-3"),
        ("pulldata('communes', 'name', '@code', 'C-7')", "c7"),
        ("base64-encode('ខ')", "4Z6B"),
        ("base64-decode('4Z6B')", "ខ"),
        ("base64-decode('?')", ""),
        ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("digest('', 'MD5')", "1B2M2Y8AsgTpgAmY7PhCfg=="),
        ("string-length(digest('a', 'SHA-512', 'hex'))", 128),
        ("last() + position()", 2),
        ("count(id('x'))", 0),
    ],
)
def test_what_the_form_is_asked(ask, expression: str, value: object) -> None:
    """Words, labels, properties and lists come from the world the form was given."""
    assert ask(expression) == value


def test_a_signed_text_is_given_only_when_the_signature_is_the_keys(ask) -> None:
    """Ed25519: 64 bytes of signature, then the text, in base64."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public = base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    words = "ព្រះសីហនុ".encode()
    signed = base64.b64encode(key.sign(words) + words).decode()
    forged = base64.b64encode(bytes(64) + words).decode()
    assert ask(f"extract-signed('{signed}', '{public}')") == "ព្រះសីហនុ"
    assert ask(f"extract-signed('{forged}', '{public}')") == ""
    assert ask(f"extract-signed('{signed}', 'no key')") == ""


@pytest.mark.parametrize(
    ("seed", "order"),
    [
        ("42", "1 6 3 2 8 5 7 4"),
        ("'42'", "1 6 3 2 8 5 7 4"),
        ("1.9", "7 6 5 1 3 8 2 4"),
        ("-1", "4 3 2 6 5 8 7 1"),
        ("0", "3 2 8 1 6 4 7 5"),
        ("/data/blank", "3 2 8 1 6 4 7 5"),
        ("12345678901", "5 2 4 3 6 8 1 7"),
    ],
)
def test_a_seed_shuffles_as_in_collect(world, seed: str, order: str) -> None:
    """The orders are those JavaRosa gives for eight items, so a form shows its choices alike everywhere."""
    from bot.core.xpath import compile  # noqa: A004 -- as in re.compile

    first = "instance('communes')/root/item[position() < 9]"
    found = compile(f"randomize({first}, {seed})").nodes(world.at(world.root.children[0]))
    assert [node.position for node in found] == [int(place) for place in order.split()]


def test_a_shuffle_loses_nothing(ask) -> None:
    """With dice and with a seed that is a word."""
    for seed in ("", ", 'សុខា'"):
        assert len(ask(f"randomize(instance('communes')/root/item{seed})")) == 12


def test_every_function_of_odk_is_known() -> None:
    """The list of ODK's documentation, with what XPath 1.0 adds."""
    documented = """abs acos area asin atan atan2 base64-decode base64-encode boolean boolean-from-string ceiling
    checklist coalesce concat contains cos count count-non-empty count-selected current date date-time
    decimal-date-time decimal-time digest distance ends-with exp exp10 extract-signed false floor format-date
    format-date-time geofence id if indexed-repeat instance int intersects join jr:choice-name jr:itext lang last
    local-name log log10 max min name namespace-uri normalize-space not now number once pi position pow property
    pulldata random randomize regex round selected selected-at sin sqrt starts-with string string-length substr
    substring substring-after substring-before sum tan today translate true uuid version weighted-checklist"""
    assert set(documented.split()) == FUNCTIONS.keys() | SPECIAL.keys()
