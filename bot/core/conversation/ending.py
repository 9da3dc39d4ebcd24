"""The end of a survey for one person: the submission is made once, and anew where an answer was corrected later."""

import json
from dataclasses import replace
from hashlib import sha256

from bot.core import events as ev
from bot.core.conversation import prompting
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.state import Conversation, Phase
from bot.core.form.interview import Interview


def ended(scene: Scene, talk: Conversation, interview: Interview, completed: ev.Completed) -> Turn:
    """Nothing more is asked. What the person has answered by now is their submission."""
    interview.finish(scene.now)
    mark = _mark(interview)
    new = mark != talk.sent
    before = interview.rename() if new and talk.sent else ""
    made = (ev.Submitted(interview.name, _told(talk, interview).instance_xml(replaces=before)),) if new else ()
    after = replace(talk, phase=Phase.DONE, picked=(), tries=0, sent=mark, form=interview.dump())
    return after, (*made, completed)


def _told(talk: Conversation, interview: Interview) -> Interview:
    """As it may leave the house: the provider's name of a file opens the recording, so it gets one of its own."""
    recorded = [ref for ref in talk.recorded if interview.value(ref)]
    if not recorded:
        return interview
    told = interview.copy()
    for ref in recorded:
        told.answer(ref, attachment(interview.value(ref)), force=True)
    return told


def attachment(file: str) -> str:
    """What a file at the provider is called in a submission: always the same, and of no use to find it there."""
    return sha256(file.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _mark(interview: Interview) -> str:
    """The same for the same answers: times and names of the record itself do not count."""
    given = {ref: value for ref, value in interview.values().items() if prompting.is_asked(interview, ref)}
    return sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()[:16]
