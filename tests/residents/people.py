"""Residents who answer what they are asked, when they are asked it: by SMS or on Telegram, each in their own words."""

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.providers.server import UnansweredError
from tests.providers.telegram import Telegram
from tests.providers.telegram_webhook import Delivery
from tests.providers.twilio import Twilio

REPEATED = 0.3  # of all deliveries
TWILIO_TRIES_FOR = 15.0  # seconds in all, then it gives a message up
PATIENCE = 170.0  # seconds a resident waits for a question

ISSUES = ("water", "flood", "waste", "land", "jobs", "health", "school", "roads", "fish")
DISTRICTS = {"1": "1801", "2": "1806", "3": "1802", "4": "1803", "5": "1804", "6": "1805"}
FIRST_COMMUNE = {"1": "180101", "2": "180601", "3": "180201", "4": "180301", "5": "180401", "6": "180501"}


@dataclass
class Plan:
    """What one resident will say, by a piece of the question in the order of the form; and what must be stored."""

    says: dict[str, str]
    stored: dict[str, str]

    @property
    def questions(self) -> list[str]:
        """What will be asked, in order: "more questions" at the end of each part but the last."""
        own = {"fisher": "Fishers", "vendor": "Vendors"}.get(self.stored["occupation"])
        asked = [piece for piece in self.says if piece not in {"Fishers", "Vendors", "more questions"} - {own}]
        for part in ("shares of money", "in 2 to 5 years"):
            asked.insert(asked.index(part), "more questions")
        return asked

    def question_in(self, shown: str) -> str | None:
        """Which question a message asks."""
        return next((piece for piece in self.says if piece in shown), None)


def plan(number: int) -> Plan:
    """The same for the same number."""
    dice = random.Random(number)
    district, three = dice.choice(list(DISTRICTS)), dice.sample(range(9), 3)
    mid, far, job = dice.randrange(9), dice.randrange(9), dice.choice(["fisher", "vendor", "worker"])
    shares = dice.choice([("5", "3", "2"), ("10", "0", "0"), ("4", "4", "2")])
    wish = f"please mend road number {number} to the market"
    says = {
        "Yobal យោបល់": "2",
        "what should Preah Sihanouk do first": "1",
        "Where do you live": district,
        "Send 3 numbers, most important first": " ".join(str(each + 1) for each in three),
        "You are": "1",
        "Your age": "2",
        "more questions": "1",
        "in 2 to 5 years": str(mid + 1),
        "after 5 years": str(far + 1),
        "One thing the city should do": wish,
        "Your main work": {"fisher": "1", "vendor": "2", "worker": "3"}[job],
        "Fishers": "2",
        "Vendors": "2",
        "disability": "2",
        "shares of money": " ".join(shares),
        "Do you feel safe": "2",
        "How much say": "3",
        "Which sangkat or commune": "1",
        "send you the results": "1",
    }
    stored = {
        "district": DISTRICTS[district],
        **{f"short{place}": ISSUES[each] for place, each in enumerate(three, 1)},
        "gender": "f",
        "age_group": "30_44",
        "mid1": ISSUES[mid],
        "long1": ISSUES[far],
        "open_wish": wish,
        "occupation": job,
        **({"fisher_need": "stock"} if job == "fisher" else {}),
        **({"vendor_need": "wash"} if job == "vendor" else {}),
        "disability": "no",
        **{f"share{place}": each for place, each in enumerate(shares, 1)},
        "safe_night": "3",
        "say": "3",
        "commune": FIRST_COMMUNE[district],
        "followup": "yes",
    }
    return Plan(says, stored)


LAST = "send you the results"


@dataclass
class Resident:
    """Somebody with a phone: waits for a question, answers it, until the last is answered."""

    number: int
    plan: Plan = field(init=False)
    asked: list[str] = field(default_factory=list)
    said: int = 0  # messages and taps that were brought to us, each counted once
    done: bool = False
    trouble: str = ""

    def __post_init__(self) -> None:
        self.plan = plan(self.number)
        self.dice = random.Random(-self.number)

    @property
    def address(self) -> str:
        """Where this person is reached."""
        raise NotImplementedError

    def live(self) -> None:
        """The whole consultation. What goes wrong is kept in `trouble`."""
        try:
            time.sleep(self.dice.uniform(0, 3))
            self.say("yobal", "")
            while not self.done:
                question = self.next_question()
                self.asked.append(question)
                self.say(self.plan.says[question], question)
                self.done = question == LAST
        except Exception as error:  # noqa: BLE001 - the test that started the thread reads it
            self.trouble = repr(error)

    def next_question(self) -> str:
        """Wait until something new is shown and find which question it is."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for shown in self.news():
                found = self.plan.question_in(shown)
                if found and found not in self.asked[-1:]:
                    return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"no question came after {self.asked[-1:]}")
            time.sleep(0.1)

    def say(self, text: str, question: str) -> None:
        """Answer `question` with `text`; returns when it has been brought to us, or was given up."""
        raise NotImplementedError

    def news(self) -> list[str]:
        """What has been shown since the last look, the newest first."""
        raise NotImplementedError


@dataclass
class Texter(Resident):
    """By SMS."""

    twilio: Twilio = field(kw_only=True)

    @property
    def address(self) -> str:
        return f"+85512{self.number:06}"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._shown: list[str] = []
        self._seen = 0

    def say(self, text: str, question: str) -> None:
        """As Twilio brings it: again while nobody answers, for 15 seconds; and now and then again for no reason."""
        sid = f"SM{self.dice.getrandbits(128):032x}"
        self.said += 1
        ends = time.monotonic() + TWILIO_TRIES_FOR
        lose = self.dice.random() < REPEATED / 2
        while not self._delivered(text, sid, lose=lose) and time.monotonic() < ends:
            time.sleep(1)
        if self.dice.random() < REPEATED / 2:
            self._repeat(sid)

    def _delivered(self, text: str, sid: str, *, lose: bool) -> bool:
        try:
            received = self.twilio.receive(self.address, text, sid, lose=int(lose))
        except UnansweredError:
            return False
        self._report()
        return received.status == 200

    def _repeat(self, sid: str) -> None:
        """Nothing of the answer is carried out: Twilio has it already."""
        message = next(each for each in reversed(self.twilio.messages) if each.sid == sid)
        try:
            self.twilio.hooks.post(self.twilio.hook, message.inbound_form(None))
        except UnansweredError:
            return

    def _report(self) -> None:
        """The reports of what has just been sent."""
        for message in self._mine()[len(self._shown) :]:
            self._shown.append(message.text)
            self.twilio.report(message.sid, "delivered")

    def _mine(self) -> list[Any]:
        with self.twilio.lock:
            return [each for each in self.twilio.messages if each.to == self.address]

    def news(self) -> list[str]:
        self._report()
        fresh, self._seen = self._shown[self._seen :], len(self._shown)
        return fresh[::-1]


@dataclass
class Chatter(Resident):
    """On Telegram: half of all single choices are tapped."""

    telegram: Telegram = field(kw_only=True)

    @property
    def address(self) -> str:
        return str(self.chat)

    @property
    def chat(self) -> int:
        return 5_000_000_000 + self.number

    def __post_init__(self) -> None:
        super().__post_init__()
        self._seen = 0

    def say(self, text: str, question: str) -> None:
        delivery = self._tapped(text) if question and self.dice.random() < 0.5 else None
        delivery = delivery or self.telegram.receive_text(self.chat, text)
        while not delivery.taken:
            if delivery.dropped:  # a tap that Telegram gave up is repeated by the person
                delivery = self._tapped(text) or self.telegram.receive_text(self.chat, text)
            time.sleep(0.05)
        self.said += 1
        if self.dice.random() < REPEATED:
            self.telegram.again(delivery.update["update_id"])

    def _tapped(self, text: str) -> Delivery | None:
        """A tap on the button with this number; None where there is none."""
        labels = [label for row in self.telegram.buttons(self.chat) for label in row]
        label = next((each for each in labels if each.startswith(f"{text} ")), None)
        return None if label is None else self.telegram.tap(self.chat, label)

    def news(self) -> list[str]:
        shown = self.telegram.shown(self.chat)
        fresh, self._seen = shown[self._seen :], len(shown)
        return fresh[::-1]


def live_all(people: list[Resident]) -> list[threading.Thread]:
    """All of them at once."""
    threads = [threading.Thread(target=each.live, daemon=True) for each in people]
    for thread in threads:
        thread.start()
    return threads
