"""What holds for every form and every talk."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.core.form.interview import Interview, Kind
from tests.core.form.sheets import again, form, outside, path

FORM = form("""
| survey  |
|         | type                | name  | label            | relevant                          | constraint           | calculation      | choice_filter | repeat_count | required | default |
|         | integer             | n     | N                |                                   | . < 5                |                  |               |              | yes      |         |
|         | select_one kind     | kind  | Kind             | ${n} > 0                          |                      |                  |               |              |          |         |
|         | select_multiple sub | subs  | Subs             | ${kind} != ''                     | count-selected(.) < 3 |                 | kind = ${kind} |             |          |         |
|         | begin_repeat        | a     | A ${n}           | ${n} != 2                         |                      |                  |               |              |          |         |
|         | text                | t     | T                |                                   |                      |                  |               |              |          | x       |
|         | calculate           | place |                  |                                   |                      | position(..)     |               |              |          |         |
|         | begin_repeat        | b     | B                | ${t} != ''                        |                      |                  |               |              |          |         |
|         | decimal             | u     | U                |                                   |                      |                  |               |              |          |         |
|         | end_repeat          |       |                  |                                   |                      |                  |               |              |          |         |
|         | end_repeat          |       |                  |                                   |                      |                  |               |              |          |         |
|         | begin_repeat        | c     | C                |                                   |                      |                  |               | ${n}         |          |         |
|         | date                | d     | D                |                                   | . <= today()         |                  |               |              |          |         |
|         | end_repeat          |       |                  |                                   |                      |                  |               |              |          |         |
|         | calculate           | sum   |                  |                                   |                      | sum(${u})        |               |              |          |         |
|         | calculate           | all   |                  |                                   |                      | join(' ', ${t})  |               |              |          |         |
|         | note                | told  | ${sum} and ${all} | ${sum} > 1                       |                      |                  |               |              |          |         |
| choices |
|         | list_name           | name  | label            | kind                              |
|         | kind                | k1    | K1               |                                   |
|         | kind                | k2    | K2               |                                   |
|         | sub                 | s1    | S1               | k1                                |
|         | sub                 | s2    | S2               | k1                                |
|         | sub                 | s3    | S3               | k2                                |
""")  # noqa: E501 -- a table is read across

ANSWERS = st.one_of(
    st.none(),
    st.sampled_from(["0", "1", "2", "3", "9", "2.5", "k1", "k2", "s1 s2", "s3", "2020-01-02", "x", ""]),
    st.text(max_size=12),
)
STEPS = st.lists(st.tuples(st.integers(0, 30), ANSWERS), max_size=14)


def begun() -> Interview:
    return Interview.start(FORM, **outside())


def take(interview: Interview, steps: list[tuple[int, str | None]]) -> Interview:
    """At the event with that number: answer it, add an instance, or take the instance away."""
    for number, answer in steps:
        events = list(interview.events())[:-1]
        event = events[number % len(events)]
        if event.kind is Kind.QUESTION:
            interview.answer(event.ref, answer)
        elif event.kind is Kind.PROMPT_NEW_REPEAT:
            interview.new_repeat(event.ref.rpartition("[")[0])
        elif event.kind is Kind.REPEAT and answer is None:
            interview.remove_repeat(event.ref)
    return interview


def whole(interview: Interview) -> tuple[object, ...]:
    """Everything that can be seen of an interview."""
    shown = [interview.question(event.ref) for event in interview.events() if event.kind is Kind.QUESTION]
    return path(interview), shown, interview.values(), interview.instance_xml(), interview.dump()


@given(STEPS)
def test_json_between_any_two_messages_changes_nothing(steps: list[tuple[int, str | None]]) -> None:
    """An interview that was stored after every step is the one that never was."""
    stored = begun()
    for step in steps:
        stored = again(take(stored, [step]))
    assert whole(stored) == whole(take(begun(), steps))


@given(STEPS)
def test_a_copy_stands_where_the_original_stands(steps: list[tuple[int, str | None]]) -> None:
    """And what is done to it leaves the original alone."""
    interview = take(begun(), steps)
    before = whole(interview)
    assert whole(interview.copy()) == before
    take(interview.copy(), [(0, "3"), (3, "y"), (5, None)])
    assert whole(interview) == before


@given(STEPS, st.integers(0, 30), ANSWERS, ANSWERS)
def test_a_corrected_answer_is_as_if_given_at_once(
    steps: list[tuple[int, str | None]], number: int, first: str | None, second: str | None
) -> None:
    """Answering, going back and answering again ends where answering once ends: nothing of the first remains."""
    once, twice = take(begun(), steps), take(begun(), steps)
    questions = [event.ref for event in once.events() if event.kind is Kind.QUESTION]
    ref = questions[number % len(questions)]
    twice.answer(ref, first)
    if twice.answer(ref, second).ok:
        once.answer(ref, second)
        assert once.values() == twice.values()
        assert path(once) == path(twice)


@given(STEPS)
def test_the_cursor_meets_every_event_once_and_in_order(steps: list[tuple[int, str | None]]) -> None:
    """Step by step from each event leads where the list of all leads; back from each leads to the one before."""
    interview = take(begun(), steps)
    events = list(interview.events())
    for before, after in pairwise(events):
        assert interview.next(before) == after
        assert interview.previous(after) == before


@given(STEPS)
def test_what_is_asked_is_relevant_and_what_is_sent_is_too(steps: list[tuple[int, str | None]]) -> None:
    """The submission is well-formed XML and holds no answer that does not count."""
    interview = take(begun(), steps)
    assert all(
        interview.relevant(e.ref) for e in interview.events() if e.kind in {Kind.QUESTION, Kind.GROUP, Kind.REPEAT}
    )
    sent = etree.fromstring(interview.instance_xml().encode())
    leaves = [leaf for leaf in sent.iter() if isinstance(leaf.tag, str) and not len(leaf) and leaf.text]
    shapes = {re.sub(r"\[\d+\]", "", ref) for ref in interview.values()}
    assert {
        "/" + "/".join(etree.QName(each).localname for each in [*reversed(list(leaf.iterancestors())), leaf])
        for leaf in leaves
    } <= shapes


@given(STEPS)
def test_a_stored_answer_keeps_its_constraint(steps: list[tuple[int, str | None]]) -> None:
    """What was taken without force broke nothing when it was taken: here no constraint reads another answer."""
    interview = take(begun(), steps)
    shown = [interview.question(event.ref) for event in interview.events() if event.kind is Kind.QUESTION]
    assert all(each.violation is None or not each.value for each in shown)


@given(st.sampled_from(["/data/n", "/data/a[1]/t", "/data/c[1]/d"]), st.text(max_size=30))
def test_any_text_is_taken_whole_or_not_at_all(ref: str, text: str) -> None:
    """Nothing that a person types raises; what is not taken leaves no trace."""
    interview = begun()
    held = interview.value(ref)
    verdict = interview.answer(ref, text)
    assert interview.value(ref).strip() == (text.strip() if verdict.ok else held) or ref == "/data/n"
