"""A house over a test's database with the phone of the demonstration in it: for surveys and what becomes of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from bot import editions, inbox
from bot.catalogs import catalogs
from bot.channels.base import Heard, Outbound
from bot.channels.simulator import SimulatorSms
from bot.chat import SAMPLE
from bot.core.conversation import Rules
from bot.core.questions.base import Reply
from bot.core.said import Said
from bot.desk import Desk, Shelf
from bot.editions import Brought
from bot.places import gazetteer
from bot.store import contacts, submissions
from bot.store.contacts import Known
from bot.store.database import Database
from bot.store.submissions import Record
from tests.store.scene import NOW, VAULT


@dataclass
class House:
    """A desk, a phone, and a clock that moves with every message."""

    database: Database
    default: str = "plan"
    now: datetime = NOW
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.channel = SimulatorSms(allowed=True, deliver=self._lost)
        self.desk = Desk(
            database=self.database,
            vault=VAULT,
            shelf=Shelf(self.default),
            rules=Rules(),
            facts=lambda: SAMPLE,
            catalogs=catalogs("bot"),
            places=gazetteer(),
            now=lambda: self.now,
            seed=lambda: 7,
            kick=lambda: None,
        )

    @staticmethod
    def _lost(message: Outbound) -> None:
        raise AssertionError(message)  # an SMS phone is answered in the response

    def publish(self, form: str, name: str = "plan.md") -> Brought:
        """A form, asked from now on."""
        self.now += timedelta(minutes=1)
        brought = editions.bring(self.database, form.encode(), name, self.now, publish=True)
        assert brought.name is not None, [each.line("en") for each in brought.findings]
        return brought

    def says(self, *texts: str, phone: str = "sok-phone") -> str:
        """Text one after the other; the answer to the last."""
        replies: tuple[Outbound, ...] = ()
        for text in texts:
            self.now += timedelta(minutes=1)
            heard = Heard(f"{phone}|{next(self.numbers)}", phone, Said(Reply(text)), self.now.astimezone(UTC))
            replies = inbox.receive(self.desk, self.channel, heard)
        return "\n".join(reply.content.text for reply in replies)

    def known(self, phone: str = "sok-phone") -> Known:
        """Somebody who has written."""
        with self.database.read() as db:
            found = contacts.look(db, VAULT, self.channel.name, phone)
        assert found is not None
        return found

    def version(self, phone: str) -> str | None:
        """Which version of the survey somebody is in."""
        kept = self.known(phone).conversation
        return kept.version if kept else None

    def records(self) -> list[Record]:
        """Every canonical record of the survey asked by default."""
        with self.database.read() as db:
            return list(submissions.of_survey(db, VAULT, self.default))
