"""A resident at the phones of the front page, who goes the whole way through the sample consultation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from bot.core.wording import LANGUAGES, Language, Wording
from bot.wiring import SAMPLE

PATIENCE = 15_000  # milliseconds for one message to come
TONGUE: Mapping[Language, str] = {"km": "1", "en": "2"}
BEGIN: Mapping[Language, str] = {"km": "ចាប់ផ្តើម", "en": "START"}
KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


@dataclass(frozen=True)
class Step:
    """One reply: the code of a choice, several, or a wish in own words. `records` is what it leaves behind.

    `list/choice` is a choice of the form; what is none is recorded as it stands; WISH is the resident's own.
    """

    says: str
    records: tuple[str, ...] = ()
    by: Literal["tap", "toggle", "words", "voice"] = "tap"


WAY = (
    Step("1"),  # I agree
    Step("1", ("district/1801",)),
    Step("3 1 7", ("issue/waste", "issue/water", "issue/school"), "toggle"),
    Step("1", ("gender/f",)),
    Step("2", ("age/30_44",)),
    Step("1"),  # on with the second part
    Step("1", ("issue/water",)),
    Step("3", ("issue/waste",)),
    Step("", ("WISH",), "voice"),
    Step("1", ("occ/fisher",)),
    Step("4", ("fneed/reclaim",)),
    Step("2", ("disab/no",)),
    Step("1"),  # and with the third
    Step("5 3 2", ("5", "3", "2"), "words"),
    Step("3", ("safe/2",)),
    Step("2", ("say/2",)),
    Step("2", ("commune/180102",)),
    Step("1", ("yn/yes",)),
)
WISH = Wording(km="ទឹកស្អាតសម្រាប់ស្ត្រី និងកុមារ", en="Clean water at the fish market")


def recorded(way: Sequence[Step], language: Language, wish: str) -> list[str]:
    """What should stand beside the phone after `way`, in order: choices by their labels in the form."""
    known = {name: wording.to(language) for name, wording in labels().items()} | {"WISH": wish}
    return [known.get(name, name) for step in way for name in step.records]


def labels() -> Mapping[str, Wording]:
    """Every choice of the sample, `list/name`, in the form's own words."""
    return {f"{row['list_name']}/{row['name']}": _wording(row) for row in _choices(SAMPLE.read_text(encoding="utf-8"))}


def _wording(row: Mapping[str, str]) -> Wording:
    return Wording(km=row["label::Khmer (km)"], en=row["label::English (en)"])


def _choices(form: str) -> Iterator[Mapping[str, str]]:
    """The rows of the form's choices sheet by their headings."""
    sheet = form.partition("| choices |\n")[2].partition("\n\n")[0].replace(r"\|", "/")
    heads, *rows = ([cell.strip() for cell in line.split("|")[2:-1]] for line in sheet.splitlines())
    return (dict(zip(heads, cells, strict=True)) for cells in rows)


class Resident:
    """Somebody who holds one of the two phones on `page`. Each act waits until Yobal has answered it."""

    def __init__(self, page: Page, kind: str, language: Language) -> None:
        self.page, self.language = page, language
        self.phone = page.locator(f"#{kind}")
        self.log = self.phone.locator(".log")
        self.record = page.locator(f'[data-record="{kind}"]')

    @property
    def answers(self) -> list[str]:
        """What stands beside the phone as recorded, in order."""
        return self.record.locator(".answers .value").all_text_contents()

    def shows(self, count: int) -> None:
        """Wait until `count` answers stand beside the phone."""
        expect(self.record.locator(".answers li")).to_have_count(count)

    def is_at(self, phase: Wording) -> None:
        """Wait until the phone's conversation is said to be there."""
        expect(self.record.locator("[data-phase]")).to_have_text(phase.to(self.language))

    def keyboard(self) -> Locator:
        """Every button under a message; those of the newest question alone should be there."""
        return self.log.locator("[data-tap]")

    def write(self, text: str) -> None:
        """Type and send; wait until it was taken."""
        self.phone.locator("textarea").fill(text)
        self.phone.locator("textarea").press("Enter")
        expect(self.log.locator(".message.mine").last).to_have_attribute("data-state", "sent")


class Texter(Resident):
    """By SMS, all in words, the digits in the language's own."""

    def __init__(self, page: Page, language: Language) -> None:
        super().__init__(page, "sms", language)

    def begin(self) -> None:
        """As somebody who has read the poster."""
        self.write(BEGIN[self.language])
        self.write(self._digits(TONGUE[self.language]))

    def take(self, step: Step) -> None:
        """One reply."""
        self.write(WISH.to(self.language) if step.by == "voice" else self._digits(step.says))

    def _digits(self, text: str) -> str:
        return text.translate(KHMER_DIGITS) if self.language == "km" else text


class Tapper(Resident):
    """On Telegram, by the buttons wherever there are some."""

    def __init__(self, page: Page, language: Language) -> None:
        super().__init__(page, "telegram", language)

    def begin(self) -> None:
        """By the button every bot begins with."""
        self._and_wait(self.phone.locator(".begin").click)
        self.tap(TONGUE[self.language])

    def take(self, step: Step) -> None:
        """One answer, of however many taps."""
        match step.by:
            case "toggle":
                for code in step.says.split():
                    self.tap(code)
            case "words":
                self._and_wait(lambda: self.write(step.says))
            case "voice":
                self._and_wait(self.phone.locator('.composer [data-say*="voice"]').click)
            case _:
                self.tap(step.says)

    def tap(self, code: str) -> None:
        """The button of the choice with this code."""
        self._and_wait(self.log.locator(f'[data-tap$=":{code}"]').click)

    def _and_wait(self, act: Callable[[], None]) -> None:
        """Do it, and wait until the open buttons are others."""
        before = self._buttons()
        act()
        self.page.wait_for_function(_ARE_OTHERS, arg=before, timeout=PATIENCE)

    def _buttons(self) -> str:
        return str(self.page.evaluate(_BUTTONS))


_BUTTONS = "() => [...document.querySelectorAll('#telegram [data-tap]')].map(b => b.dataset.tap + b.textContent).join()"
_ARE_OTHERS = f"before => ({_BUTTONS})() !== before"


def resident(page: Page, kind: str, language: Language) -> Texter | Tapper:
    """Somebody at the phone of this kind."""
    return Texter(page, language) if kind == "sms" else Tapper(page, language)


EVERYBODY = tuple((kind, language) for kind in ("sms", "telegram") for language in LANGUAGES)
