"""Going through a form: what is asked, what is taken, what follows."""

import json
from datetime import UTC, datetime

import pytest

from bot.core.form.interview import Event, Interview, Kind, Outcome
from tests.core.form.sheets import again, begin, path

FLAT = """
| survey  |
|         | type                   | name    | label::English (en) | label::Khmer (km) | hint::English (en) | required | required_message::English (en) | constraint | constraint_message::English (en) | constraint_message::Khmer (km) | relevant          | calculation   | readonly |
|         | select_one yn          | consent | May we ask?         | សួរបានទេ?          |                    | yes      | We need to know                |            |                                  |                                |                   |               |          |
|         | integer                | age     | How old are you?    | អាយុ?              | In years           |          |                                | . >= 18    | Only adults                      | មនុស្សពេញវ័យ                     | ${consent} = 'y'  |               |          |
|         | calculate              | born    |                     |                   |                    |          |                                |            |                                  |                                |                   | 2026 - ${age} |          |
|         | note                   | said    | Born in ${born}.    | កើត ${born}         |                    |          |                                |            |                                  |                                | ${age} != ''      |               |          |
|         | text                   | fixed   | Fixed               | ថេរ                |                    |          |                                |            |                                  |                                |                   |               | yes      |
| choices |
|         | list_name              | name    | label::English (en) | label::Khmer (km) |
|         | yn                     | y       | Yes                 | បាទ/ចាស           |
|         | yn                     | n       | No                  | ទេ                |
"""  # noqa: E501 -- a table is read across


def test_what_is_not_relevant_is_not_asked() -> None:
    """The way changes with the answers, forwards from where one stands."""
    interview = begin(FLAT)
    assert path(interview) == ["/data/consent", "/data/fixed"]
    interview.answer("/data/consent", "y")
    assert path(interview) == ["/data/consent", "/data/age", "/data/fixed"]
    assert interview.next("/data/consent").ref == "/data/age"


def test_the_cursor_goes_on_from_a_question_that_is_no_longer_there() -> None:
    """A place in the form is a ref, never a number: what is behind it is found although it is gone itself."""
    interview = begin(FLAT)
    interview.answer("/data/consent", "n")
    assert interview.next("/data/age").ref == "/data/fixed"
    assert interview.next("/data/fixed").kind is Kind.END_OF_FORM


def test_back_is_the_question_before_whatever_has_changed_since() -> None:
    """Before the first there is nothing; the end has the last before it."""
    interview = begin(FLAT)
    assert interview.previous("/data/consent") is None
    before = interview.previous("/data/fixed")
    assert before is not None
    assert before.ref == "/data/consent"
    last = interview.previous(Event(Kind.END_OF_FORM))
    assert last is not None
    assert last.ref == "/data/fixed"


@pytest.mark.parametrize(
    ("ref", "value", "outcome", "message"),
    [
        ("/data/consent", None, Outcome.REQUIRED_BUT_EMPTY, "We need to know"),
        ("/data/consent", "  ", Outcome.REQUIRED_BUT_EMPTY, "We need to know"),
        ("/data/age", "17", Outcome.CONSTRAINT_VIOLATED, "Only adults"),
        ("/data/age", "old", Outcome.CONSTRAINT_VIOLATED, "Only adults"),
        ("/data/age", None, Outcome.OK, ""),
        ("/data/age", "18", Outcome.OK, ""),
    ],
)
def test_an_answer_is_judged_before_it_is_taken(ref: str, value: str | None, outcome: Outcome, message: str) -> None:
    """What is not OK changes nothing; the form's own words say why."""
    interview = begin(FLAT)
    interview.answer("/data/consent", "y")
    interview.answer("/data/age", "40")
    before = interview.dump()
    verdict = interview.answer(ref, value)
    assert (verdict.outcome, verdict.message) == (outcome, message)
    assert verdict.ok or interview.dump() == before


def test_force_keeps_what_breaks_a_rule_and_the_question_tells() -> None:
    """An organiser may correct data by hand; the violation stays in sight."""
    interview = begin(FLAT)
    interview.answer("/data/consent", "y")
    assert not interview.answer("/data/age", "17", force=True).ok
    violation = interview.question("/data/age").violation
    assert violation is not None
    assert violation.message == "Only adults"


def test_a_question_is_shown_as_it_stands_in_the_language_spoken() -> None:
    """Label, choices and messages follow the language; names and answers do not."""
    interview = begin(FLAT)
    shown = interview.question("/data/consent")
    assert (shown.label, shown.required, [choice.label for choice in shown.choices]) == (
        "May we ask?",
        True,
        ["Yes", "No"],
    )
    interview.set_language("Khmer (km)")
    shown = interview.question("/data/consent")
    assert (shown.label, [choice.value for choice in shown.choices]) == ("សួរបានទេ?", ["y", "n"])
    assert interview.question("/data/age").hint == "-"  # pyxform's mark for a missing translation
    assert interview.question("/data/fixed").readonly


def test_labels_quote_answers() -> None:
    """An output is the answer as it is now."""
    interview = begin(FLAT)
    interview.answer("/data/consent", "y")
    interview.answer("/data/age", "40")
    assert interview.question("/data/said").label == "Born in 1986."


def test_an_answer_that_no_longer_counts_is_left_out_but_not_forgotten() -> None:
    """It is in no submission and no calculation, and comes back when the question does."""
    interview = begin(FLAT)
    interview.answer("/data/consent", "y")
    interview.answer("/data/age", "40")
    interview.answer("/data/consent", "n")
    assert "/data/age" not in interview.values()
    assert "<age>" not in interview.instance_xml()
    assert interview.value("/data/born") == ""
    interview.answer("/data/consent", "y")
    assert (interview.value("/data/age"), interview.value("/data/born")) == ("40", "1986")


def test_a_stored_interview_is_only_what_cannot_be_derived() -> None:
    """Two answers and what follows from them: a state that fits into one short row."""
    interview = begin(FLAT)
    interview.answer("/data/consent", "y")
    interview.answer("/data/age", "40")
    state = interview.dump()
    assert {ref.rpartition("/")[2] for ref in state["values"]} == {"consent", "age", "born", "instanceID"}
    assert len(json.dumps(state)) < 400


def test_a_copy_is_its_own() -> None:
    """Several answers may be tried and thrown away."""
    interview = begin(FLAT)
    twin = interview.copy()
    twin.answer("/data/consent", "y")
    assert interview.value("/data/consent") == ""
    assert path(interview) != path(twin)


def test_an_unknown_ref_is_the_callers_mistake() -> None:
    """It is no answer of a person's."""
    interview = begin(FLAT)
    for call in (interview.question, interview.event, lambda ref: interview.answer(ref, "x"), interview.remove_repeat):
        with pytest.raises(KeyError):
            call("/data/nothing")


# Repeats

HOUSE = """
| survey |
|        | type         | name   | label             | calculation                                       | repeat_count | relevant     |
|        | begin_repeat | member | Member            |                                                   |              |              |
|        | text         | name   | Name              |                                                   |              |              |
|        | integer      | age    | Age of ${name}    |                                                   |              |              |
|        | calculate    | place  |                   | position(..)                                      |              |              |
|        | calculate    | elder  |                   | indexed-repeat(${age}, ${member}, position(..)-1) |              |              |
|        | begin_repeat | phone  | Phone of ${name}  |                                                   |              | ${age} >= 18 |
|        | text         | number | Number            |                                                   |              |              |
|        | end_repeat   |        |                   |                                                   |              |              |
|        | end_repeat   |        |                   |                                                   |              |              |
|        | calculate    | total  |                   | sum(${age})                                       |              |              |
|        | calculate    | names  |                   | join(' ', ${name})                                |              |              |
|        | integer      | trips  | Trips             |                                                   |              |              |
|        | begin_repeat | trip   | Trip              |                                                   | ${trips}     | ${trips} > 0 |
|        | text         | goal   | Where to?         |                                                   |              |              |
|        | end_repeat   |        |                   |                                                   |              |              |
"""  # noqa: E501 -- a table is read across


def household(*ages: int) -> Interview:
    interview = begin(HOUSE)
    for number, age in enumerate(ages, 1):
        if number > 1:
            interview.new_repeat("/data/member")
        interview.answer(f"/data/member[{number}]/name", "abc"[number - 1])
        interview.answer(f"/data/member[{number}]/age", str(age))
    return interview


def test_a_repeat_asks_whether_there_is_one_more() -> None:
    """One instance to begin with, then the question; inside, the repeat within comes where it is relevant."""
    assert path(household(40)) == [
        "REPEAT /data/member[1]",
        "/data/member[1]/name",
        "/data/member[1]/age",
        "REPEAT /data/member[1]/phone[1]",
        "/data/member[1]/phone[1]/number",
        "PROMPT_NEW_REPEAT /data/member[1]/phone[2]",
        "PROMPT_NEW_REPEAT /data/member[2]",
        "/data/trips",
    ]
    assert "PROMPT_NEW_REPEAT /data/member[1]/phone[2]" not in path(household(12))


def test_after_one_more_the_cursor_stands_on_it() -> None:
    """Its first question is the next."""
    interview = household(40)
    added = interview.new_repeat("/data/member")
    assert (added.kind, added.ref) == (Kind.REPEAT, "/data/member[2]")
    assert interview.next(added).ref == "/data/member[2]/name"


def test_no_more_leads_past_the_repeat() -> None:
    """Behind the question whether there is one more comes what is behind the repeat."""
    interview = household(40)
    prompts = [event for event in interview.events() if event.kind is Kind.PROMPT_NEW_REPEAT]
    assert [interview.next(event).ref for event in prompts] == ["/data/member[2]", "/data/trips"]
    assert interview.label(prompts[0]) == "Phone of a"


def test_each_instance_computes_for_itself_and_all_for_the_whole() -> None:
    """A path within a repeat means this very instance; a sum outside means all."""
    interview = household(40, 12, 7)
    values = interview.values()
    assert [values[f"/data/member[{n}]/place"] for n in (1, 2, 3)] == ["1", "2", "3"]
    assert [values[f"/data/member[{n}]/elder"] for n in (2, 3)] == ["40", "12"]
    assert (values["/data/total"], values["/data/names"]) == ("59", "a b c")
    assert interview.question("/data/member[2]/age").label == "Age of b"


def test_when_an_instance_goes_those_behind_move_up() -> None:
    """Positions, sums and neighbours are right at once."""
    interview = household(40, 12, 7)
    interview.remove_repeat("/data/member[1]")
    values = again(interview).values()
    assert (values["/data/member[1]/name"], values["/data/member[1]/place"]) == ("b", "1")
    assert (values["/data/member[2]/elder"], values["/data/total"], values["/data/names"]) == ("12", "19", "b c")


@pytest.mark.parametrize(("counts", "stand"), [(["2"], 2), (["3", "1"], 1), (["2", None], 0), (["0"], 0), (["-4"], 0)])
def test_a_count_makes_as_many_instances(counts: list[str | None], stand: int) -> None:
    """Nobody is asked for one more; a smaller number takes the surplus away."""
    interview = begin(HOUSE)
    for count in counts:
        interview.answer("/data/trips", count)
    refs = path(interview)
    assert [ref for ref in refs if ref.startswith("/data/trip[")] == [
        f"/data/trip[{n}]/goal" for n in range(1, stand + 1)
    ]
    assert not any(ref.startswith("PROMPT_NEW_REPEAT /data/trip") for ref in refs)


def test_a_count_without_measure_is_bounded() -> None:
    """A slip of the finger must not fill the memory."""
    interview = begin(HOUSE)
    interview.answer("/data/trips", "1000000000")
    assert len([ref for ref in path(interview) if ref.endswith("/goal")]) == 500


def test_an_event_in_an_instance_that_is_gone_leads_on() -> None:
    """To what comes behind the instances there still are."""
    interview = household(40, 12)
    stood = interview.event("/data/member[2]/age")
    interview.remove_repeat("/data/member[2]")
    assert interview.next(stood).kind is Kind.PROMPT_NEW_REPEAT


# Values that are there before anybody answers

DEFAULTS = """
| survey |
|        | type        | name  | label | default       | calculation        | trigger |
|        | start       | start |       |               |                    |         |
|        | today       | today |       |               |                    |         |
|        | phonenumber | phone |       |               |                    |         |
|        | end         | end   |       |               |                    |         |
|        | integer     | a     | A     | 5             |                    |         |
|        | integer     | b     | B     | ${a} * 2      |                    |         |
|        | calculate   | c     |       |               | ${b} + 1           |         |
|        | integer     | d     | D     | ${c} + 1      |                    |         |
|        | date        | day   | Day   | today()       |                    |         |
|        | text        | e     | E     |               | concat('was ', ${a}) | ${a}  |
|        | decimal     | f     | F     |               | ${a} div 2         |         |
|        | calculate   | yes   |       |               | ${a} > 3           |         |
|        | calculate   | once  |       |               | once(random())     |         |
"""


def test_defaults_preloads_and_calculations_are_in_place() -> None:
    """Each default is computed once, when those before it stand."""
    values = begin(DEFAULTS).values()
    assert values["/data/start"] == "2026-08-20T10:00:00.000+07:00"
    assert (values["/data/today"], values["/data/day"]) == ("2026-08-20", "2026-08-20")
    assert values["/data/phone"] == "+85512345678"
    assert [values[f"/data/{name}"] for name in "abcdf"] == ["5", "10", "11", "12", "2.5"]
    assert values["/data/yes"] == "1"
    assert values["/data/meta/instanceID"].startswith("uuid:")
    assert "/data/end" not in values


def test_a_default_is_not_computed_again() -> None:
    """It was a suggestion; a calculation follows what it reads."""
    interview = begin(DEFAULTS)
    interview.answer("/data/a", "7")
    values = interview.values()
    assert [values[f"/data/{name}"] for name in "abcdf"] == ["7", "10", "11", "12", "3.5"]


def test_a_trigger_acts_when_its_question_is_answered_anew() -> None:
    """Not when the same is answered again."""
    interview = begin(DEFAULTS)
    assert interview.value("/data/e") == ""
    interview.answer("/data/a", "7")
    assert interview.value("/data/e") == "was 7"
    interview.answer("/data/e", "mine")
    interview.answer("/data/a", "7")
    assert interview.value("/data/e") == "mine"


def test_an_answer_to_a_calculated_question_stays_until_what_it_reads_changes() -> None:
    """As in Collect; storing the interview between two messages changes nothing of it."""
    interview = begin(DEFAULTS)
    interview.answer("/data/f", "99")
    interview = again(interview)
    assert interview.value("/data/f") == "99"
    interview.answer("/data/a", "8")
    assert interview.value("/data/f") == "4"


def test_luck_is_drawn_once() -> None:
    """once(random()) is the same for the whole interview."""
    interview = begin(DEFAULTS)
    drawn = interview.value("/data/once")
    interview.answer("/data/a", "1")
    assert again(interview).value("/data/once") == drawn


def test_the_end_is_noted_when_the_form_is_finished() -> None:
    """Not before."""
    interview = begin(DEFAULTS)
    interview.finish(datetime(2026, 8, 20, 5, tzinfo=UTC))
    assert interview.value("/data/end") == "2026-08-20T12:00:00.000+07:00"


def test_the_submission_is_xml_that_anybody_can_read() -> None:
    """Signs with a meaning in XML are escaped, and those it has no place for are left out."""
    interview = begin(FLAT)
    interview.answer("/data/fixed", 'a < b & "c"\x00\ud800 ក')
    assert '<fixed>a &lt; b &amp; "c" ក</fixed>' in interview.instance_xml()


def test_what_cannot_be_computed_forbids_nothing_and_is_told() -> None:
    """A mistake in a form must not stop a talk; the log says where it is."""
    interview = begin("""
| survey |
|        | type      | name | label | calculation          | constraint           | relevant             |
|        | integer   | a    | A     |                      | uuid(. + 99999) = '' | uuid(99999) = 'long' |
|        | calculate | b    |       | uuid(99999)          |                      |                      |
""")
    assert path(interview) == ["/data/a"]
    assert interview.answer("/data/a", "3").ok
    assert interview.value("/data/b") == ""
    assert {problem.partition(":")[0] for problem in interview.problems} == {"/data/a", "/data/b"}


@pytest.mark.parametrize(
    "condition",
    ["${adult}", "${adult} = 1", "${adult} = true()", "not(${adult} = false())", "if(${adult}, true(), false())"],
)
@pytest.mark.parametrize(("age", "asked"), [("17", False), ("18", True)])
def test_a_computed_condition_can_be_asked_for_in_many_ways(condition: str, age: str, asked: bool) -> None:  # noqa: FBT001 -- a column of a table
    """It is stored as 1 or 0, and 0 is not true."""
    interview = begin(f"""
| survey |
|        | type      | name  | label | calculation  | relevant    |
|        | integer   | age   | Age   |              |             |
|        | calculate | adult |       | ${{age}} >= 18 |             |
|        | text      | vote  | Vote  |              | {condition} |
""")
    interview.answer("/data/age", age)
    assert again(interview).relevant("/data/vote") is asked


def test_a_number_of_nought_is_no_yes() -> None:
    """In a relevance that is the question alone."""
    interview = begin("""
| survey |
|        | type    | name | label | relevant |
|        | integer | kids | Kids  |          |
|        | text    | name | Name  | ${kids}  |
""")
    interview.answer("/data/kids", "0")
    assert not interview.relevant("/data/name")
    interview.answer("/data/kids", "2")
    assert interview.relevant("/data/name")
