"""The tables. A change here needs a migration beside it: `tests/store/test_migrations.py` compares the two.

Columns of bytes hold sealed values (see `vault`), codes (`Vault.index`) or random tokens; nothing personal
stands in the clear. Rows refer to each other by number; numbers are given in order and never twice.
"""

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, PrimaryKeyConstraint, Table, Text, UniqueConstraint, or_

from bot.store.columns import blob, counter, flag, index, metadata, moment, number, numbered, text

# A person we may write to. `code` finds the sealed address.
contacts = numbered(
    "contacts",
    blob("token"),
    text("channel"),
    blob("code"),
    blob("address"),
    text("language"),
    moment("opted_out_at", nullable=True),
    moment("unreachable_at", nullable=True),
    moment("created_at"),
    UniqueConstraint("channel", "code"),
)

# Codes of people who must never be written to first; all that is left of somebody erased.
do_not_contact = Table(
    "do_not_contact",
    metadata,
    text("channel"),
    blob("code"),
    text("reason"),
    moment("since"),
    PrimaryKeyConstraint("channel", "code"),
)

# Where a contact is in a survey. `turn` counts steps; `last_turn` is the provider's order of what was heard last.
conversations = numbered(
    "conversations",
    blob("token"),
    number("contact", ForeignKey("contacts.id", ondelete="CASCADE")),
    text("survey"),
    text("version"),
    blob("state"),
    text("phase"),
    counter("turn"),
    number("last_turn", nullable=True),
    number("prompt", nullable=True),
    moment("wake_at", nullable=True),
    text("wake_why", nullable=True),
    moment("started_at"),
    moment("heard_at"),
    moment("finished_at", nullable=True),
)
index("conversations_by_contact", conversations.c.contact, conversations.c.id)
index("conversations_one_open", conversations.c.contact, unique=True, where=conversations.c.finished_at.is_(None))
index("conversations_waking", conversations.c.wake_at, where=conversations.c.wake_at.is_not(None))

# Who agreed to which text, in which language, and when.
consents = numbered(
    "consents",
    number("contact", ForeignKey("contacts.id", ondelete="CASCADE")),
    number("conversation", nullable=True),
    text("text_version"),
    text("language"),
    text("channel"),
    moment("at"),
)
index("consents_by_contact", consents.c.contact)

# One row an answered question. `code` is a choice's name, or several parted by spaces; words are sealed.
answers = Table(
    "answers",
    metadata,
    number("conversation", ForeignKey("conversations.id", ondelete="CASCADE")),
    text("ref"),
    text("name"),
    text("version"),
    text("outcome"),
    text("code", nullable=True),
    flag("several"),
    blob("words", nullable=True),
    counter("attempts"),
    flag("guessed"),
    text("language"),
    text("channel"),
    moment("answered_at"),
    PrimaryKeyConstraint("conversation", "ref"),
)

# Recordings a person sent as an answer, to be written down. `due_at` is when to fetch one from the provider, NULL
# where nothing is to be fetched (any more); `sound` is there then, or `error` says why it is not. `seconds` is its
# length. Written down without a `text`: it cannot be understood.
media = numbered(
    "media",
    blob("token"),
    number("conversation", ForeignKey("conversations.id", ondelete="CASCADE")),
    text("ref"),
    text("kind"),
    blob("file"),
    moment("received_at"),
    moment("written_at", nullable=True),
    blob("sound", nullable=True),
    counter("seconds", nullable=True),
    counter("tries"),
    moment("due_at", nullable=True),
    text("error", nullable=True),
    blob("text", nullable=True),
    text("written_by", nullable=True),
)
index("media_by_conversation", media.c.conversation)
index("media_due", media.c.due_at, where=media.c.due_at.is_not(None))
index("media_waiting", media.c.id, where=media.c.written_at.is_(None))

# What was heard. `key` is the code of the provider's id: a repeat finds it taken.
inbound = numbered(
    "inbound",
    blob("key"),
    text("channel"),
    number("contact", nullable=True),
    text("state"),
    blob("raw", nullable=True),
    blob("trace", nullable=True),
    text("error", nullable=True),
    moment("received_at"),
    UniqueConstraint("key"),
)
index("inbound_by_contact", inbound.c.contact, where=inbound.c.contact.is_not(None))
index("inbound_quarantined", inbound.c.id, where=inbound.c.state == "quarantined")

# What is said. `address` is NULL where the contact's own is meant. `inbound` is what it replies to, `closes` the
# message whose buttons it replaces. `due_at` is when the worker must look at the row next: pending, when to send;
# sending, when it counts as lost; uncertain, when to ask the provider (NULL: never by itself).
# No foreign keys: a broadcast inserts a million rows here, and each would be looked up.
outbound = numbered(
    "outbound",
    blob("token"),
    number("contact", nullable=True),
    text("channel"),
    blob("address", nullable=True),
    blob("content", nullable=True),
    text("kind"),
    text("state"),
    flag("regardless"),
    flag("in_response"),
    number("inbound", nullable=True),
    number("closes", nullable=True),
    number("broadcast", nullable=True),
    counter("attempt"),
    text("claimed_by", nullable=True),
    moment("due_at", nullable=True),
    moment("expires_at", nullable=True),
    moment("queued_at"),
    moment("handed_at", nullable=True),
    moment("settled_at", nullable=True),
    text("trace", nullable=True),
    counter("segments", nullable=True),
    counter("billed", nullable=True),
    text("error", nullable=True),
    UniqueConstraint("token"),
)
_OPEN = or_(outbound.c.state == "pending", outbound.c.state == "sending", outbound.c.state == "uncertain")
index(
    "outbound_due", outbound.c.channel, outbound.c.state, outbound.c.kind, outbound.c.due_at, outbound.c.id, where=_OPEN
)
index("outbound_by_contact", outbound.c.contact, outbound.c.id)
index("outbound_by_trace", outbound.c.channel, outbound.c.trace, where=outbound.c.trace.is_not(None))
index(
    "outbound_once_a_broadcast",
    outbound.c.broadcast,
    outbound.c.contact,
    unique=True,
    where=outbound.c.broadcast.is_not(None),
)

# The canonical record of a survey answered to its end: an ODK instance. `instance` is its random name.
submissions = Table(
    "submissions",
    metadata,
    number("conversation", ForeignKey("conversations.id", ondelete="CASCADE")),
    text("instance"),
    blob("xml"),
    moment("finished_at"),
    PrimaryKeyConstraint("conversation"),
)

# Forms as they were imported; a published version never changes. `changed`: against the version it followed.
surveys = Table(
    "surveys",
    metadata,
    text("name"),
    text("version"),
    Column("document", JSON, nullable=False),
    blob("source"),
    text("state"),
    moment("created_at"),
    moment("published_at", nullable=True),
    moment("closed_at", nullable=True),
    Column("changed", JSON(none_as_null=True)),
    PrimaryKeyConstraint("name", "version"),
)

# Those who run a consultation, with an argon2 hash of the password where they have set one.
users = numbered(
    "users",
    text("email"),
    text("password", nullable=True),
    text("role"),
    moment("created_at"),
    moment("disabled_at", nullable=True),
    UniqueConstraint("email"),
)

# Links that sign somebody in once; only their SHA-256 is kept.
sign_in_tokens = Table(
    "sign_in_tokens",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    number("user", ForeignKey("users.id", ondelete="CASCADE")),
    moment("expires_at"),
    moment("used_at", nullable=True),
)

# What only one process may do at a time: to send on a channel.
leases = Table("leases", metadata, Column("name", Text, primary_key=True), text("holder"), moment("until"))

# What the simulated phones show.
screens = numbered("screens", text("phone"), Column("content", JSON, nullable=False), moment("at"))
index("screens_by_phone", screens.c.phone, screens.c.id)

# Who did what, when; never content.
audit = numbered("audit", moment("at"), text("actor"), text("action"), text("subject"))

# Single facts Yobal notes for itself, such as how far a list at the provider was read.
marks = Table("marks", metadata, Column("name", Text, primary_key=True), text("value"), moment("at"))
