"""What would become of a reply, with one question of a survey standing open and nothing answered before it."""

from bot.core.commands import Command
from bot.core.conversation import asking, prompting
from bot.core.conversation.scene import Scene
from bot.core.conversation.standing import Standing
from bot.core.conversation.state import Conversation, Phase
from bot.core.questions import understand
from bot.core.questions.base import Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.together import understand_together
from bot.core.wording import Language


def opened_at(scene: Scene, question: str, language: Language) -> Standing | None:
    """The question called `question`, with the rows answered in one reply with it; None where there is none."""
    talk = Conversation(Phase.ASKING, language)
    interview = asking.begun(scene, talk)
    path = next((path for path in interview.form.questions if asking.name_of(path) == question), None)
    if path is None:
        return None
    rows = asking.rows_of(scene, path)
    return Standing(scene, talk, interview, asking.Ask(rows if rows[0] == path else (path,)))


def tried(here: Standing, reply: Reply) -> Reading | Command:
    """How `reply` is understood, and whether the form would take it."""
    opened = prompting.opened(here)
    together = len(opened) > 1
    reading = understand_together(opened, reply) if together else understand(opened[0], reply, here.scene.places)
    return _taken(here, reading) if isinstance(reading, Understood) else reading


def _taken(here: Standing, reading: Understood) -> Reading:
    """The form's constraint has the last word; rows that lean on answers not given yet cannot be judged."""
    interview = here.interview.copy()
    if len(here.ask.refs) > 1 and not interview.relevant(here.ask.first):
        return reading
    values = reading.value if isinstance(reading.value, tuple) and len(here.ask.refs) > 1 else (reading.value,)
    for ref, value in zip(here.ask.refs, values, strict=False):
        verdict = interview.answer(ref, " ".join(value) if isinstance(value, tuple) else value)
        if not verdict.ok:
            return Unclear(Reason.CONSTRAINT, (verdict.message,) if verdict.message else ())
    return reading
