"""A form as it was written."""

from pathlib import Path

from bot import xlsform

SAMPLE = Path(__file__).parents[3] / "config" / "surveys" / "sihanoukville.md"


def test_questions_stand_in_the_order_of_the_form() -> None:
    """Exports, costs and people who read them go from the first to the last."""
    survey = xlsform.read(SAMPLE.read_bytes(), SAMPLE.name).survey
    assert survey is not None
    names = [path.rpartition("/")[2] for path in survey.form.questions]
    assert names[:4] == ["lang", "consent", "district", "short1"]
    assert names[-2:] == ["commune", "followup"]
    assert [question.number for question in survey.form.questions.values()] == sorted(
        question.number for question in survey.form.questions.values()
    )
