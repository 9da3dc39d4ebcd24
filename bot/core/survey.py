"""A survey: one immutable, versioned form with what Yobal adds to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.core.form.definition import Form
from bot.core.wording import Language

Tier = Literal["technical", "contact", "quasi-identifier", "sensitive", "opinion", "free text"]
Outcome = Literal["agree", "no", "under18", "info"]


@dataclass(frozen=True, slots=True)
class Extra:
    """What the columns of ours say of one question; each is optional.

    `ask`: rows with the same value are answered in one reply. `part`: the sitting. `short`: the text sent by
    SMS instead of the full one. `hides_choices`: SMS shows the text alone (the list was just sent).
    `voice`: a voice note answers it where it is open and the channel carries one. `numbers_only`: words do not
    answer it (consent). `codes_age`: a number below 18 ends and erases.
    """

    ask: str | None = None
    part: str | None = None
    short: Mapping[Language, str] = field(default_factory=dict)
    sdg: tuple[str, ...] = ()
    horizon: str | None = None
    tier: Tier = "opinion"
    voice: bool = True
    hides_choices: bool = False
    numbers_only: bool = False
    codes_age: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True)
class ChoiceExtra:
    """What the columns of ours say of one choice.

    The code to type, other words for it, its short label, the SDG targets and the ASEAN focus areas it serves.
    """

    code: str | None = None
    aliases: tuple[str, ...] = ()
    short: Mapping[Language, str] = field(default_factory=dict)
    sdg: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """A form as Yobal asks it. Published versions never change.

    `extras` are found by the question's name, `choice_extras` by (list name, choice name). `tongues` maps our
    languages to the form's own language tags. `lists` maps a question's name to its list of choices.
    `language_question` and `consent_question` are the refs of the form's own, None where Yobal asks in its
    own words. `reviewed` is False until named people have signed the Khmer.
    """

    name: str
    version: str
    title: Mapping[Language, str]
    form: Form
    extras: Mapping[str, Extra]
    choice_extras: Mapping[tuple[str, str], ChoiceExtra]
    lists: Mapping[str, str]
    tongues: Mapping[Language, str]
    language_question: str | None = None
    consent_question: str | None = None
    keyword: str | None = None
    closing: Mapping[Language, str] = field(default_factory=dict)
    reviewed: bool = False

    def under(self, version: str) -> "Survey":
        """The same survey as another version."""
        return replace(self, version=version, form=self.form.under(version))

    def extra(self, name: str) -> Extra:
        """What Yobal's columns say of the question called `name`."""
        return self.extras.get(name, _NO_EXTRA)

    def choice_extra(self, question: str, choice: str) -> ChoiceExtra:
        """What Yobal's columns say of one choice of the question called `question`."""
        return self.choice_extras.get((self.lists.get(question, ""), choice), _NO_CHOICE_EXTRA)


_NO_EXTRA = Extra()
_NO_CHOICE_EXTRA = ChoiceExtra()
