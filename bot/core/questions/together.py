"""Several rows answered in one reply: "3 1 7" for the three most important, "5 3 2" for ten shares."""

from collections.abc import Sequence
from decimal import Decimal

import regex

from bot.core.commands import Command, command_in
from bot.core.questions import KINDS
from bot.core.questions.amounts import numbers_in, shortest, within
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood
from bot.core.questions.closed import each_of, picks
from bot.core.reading.utterance import LONGEST, Utterance, hear

_COUNTED = frozenset({"integer", "decimal", "range"})
_SURELY_ROWS = 3  # "12" for two rows is more likely twelve
_PARTING = regex.compile(r"\s*[,;\n]\s*|\s+")


def read_together(questions: Sequence[Open], reply: Reply, *, distinct: bool = True) -> Understood | Unclear | Command:
    """The answers that `reply` gives to `questions`, in their order: as many as were given, at least one.

    Rows of one list are an ordered pick; with `distinct` no choice may come twice. A lone 0 for several
    numbers is SKIP.
    """
    if reply.media or reply.location:
        return Unclear(Reason.MEDIA_NOT_TAKEN)
    said = hear(reply.text)
    if not said.body:
        return Unclear(Reason.EMPTY)
    if all(question.kind in _COUNTED for question in questions):
        return Command.SKIP if said.body == "0" else _numbers(questions, said)
    same = len({(question.kind, question.choices) for question in questions}) == 1
    if same and questions[0].kind == "select_one" and distinct:
        return _ordered(questions, said)
    return _apart(questions, reply)


def understand_together(questions: Sequence[Open], reply: Reply) -> Understood | Unclear | Command:
    """A command, or what the reply answers to the rows that are asked together."""
    return command_in(reply.text, questions[0]) or read_together(questions, reply)


def _ordered(questions: Sequence[Open], said: Utterance) -> Understood | Unclear:
    """Choices of one list in the order said, each once."""
    first = questions[0]
    found = picks(first, said, several=True)
    if isinstance(found, Unclear):
        return found
    places = each_of(first, said, found)
    if isinstance(places, Unclear):
        return places
    if len(places) > len(questions):
        return Unclear(Reason.TOO_MANY, (str(len(questions)),))
    return Understood(tuple(first.choices[at].name for at in places), guessed=any(pick.guessed for pick in found))


def _numbers(questions: Sequence[Open], said: Utterance) -> Understood | Unclear:
    """Numbers in a row, each within its own question's bounds."""
    found = numbers_in(said) if len(said.body) <= LONGEST and not said.doubts() else None
    if not found:
        return Unclear(Reason.NOT_A_NUMBER)
    numbers = [number for number in found if number is not None]
    if len(numbers) < len(found):
        return Unclear(Reason.CONTRADICTORY)
    split = _is_run(questions, numbers)
    if split:
        numbers = [Decimal(digit) for digit in shortest(numbers[0])]
    if len(numbers) > len(questions):
        return Unclear(Reason.TOO_MANY, (str(len(questions)),))
    refused = [within(question, number) for question, number in zip(questions, numbers, strict=False)]
    guessed = split and questions[0].maximum is None
    return next(filter(None, refused), None) or Understood(tuple(map(shortest, numbers)), guessed=guessed)


def _is_run(questions: Sequence[Open], numbers: Sequence[Decimal]) -> bool:
    """Whether one number is a digit for every row: "532" where the first row takes at most 10.

    Where the rows have no bounds that is a guess, and made for three rows and more.
    """
    first = questions[0]
    if len(numbers) > 1 or len(shortest(numbers[0])) != len(questions):
        return False
    return len(questions) >= _SURELY_ROWS if first.maximum is None else within(first, numbers[0]) is not None


def _apart(questions: Sequence[Open], reply: Reply) -> Understood | Unclear:
    """Rows of different kinds: one word or number for each, in their order."""
    words = [word for word in _PARTING.split(reply.text.strip()) if word]
    if len(words) > len(questions):
        return Unclear(Reason.TOO_MANY, (str(len(questions)),))
    read = [KINDS[question.kind].read(question, Reply(word)) for question, word in zip(questions, words, strict=False)]
    values = [one.value for one in read if isinstance(one, Understood) and isinstance(one.value, str)]
    if len(values) == len(read):
        return Understood(tuple(values), guessed=any(isinstance(one, Understood) and one.guessed for one in read))
    return next((one for one in read if isinstance(one, Unclear)), Unclear(Reason.CONTRADICTORY))
