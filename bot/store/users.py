"""Those who run a consultation, and the links that sign them in once."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from bot.store.columns import inserted
from bot.store.tables import sign_in_tokens, users


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in. `password` is an argon2 hash, None until they have set one."""

    id: int
    email: str
    role: str
    password: str | None = field(default=None, repr=False)
    disabled_at: datetime | None = None


def add(db: Connection, email: str, role: str, now: datetime) -> User:
    """A new user without a password; emails are compared without regard to case. Raises ValueError if there is one."""
    if find(db, email) is not None:
        raise ValueError(f"{email} is a user already")
    row = {"email": _plain(email), "role": role, "created_at": now}
    return User(inserted(db.execute(insert(users), row)), _plain(email), role)


def find(db: Connection, email: str) -> User | None:
    """The user with this email, disabled or not."""
    return _user(db.execute(_USER.where(users.c.email == _plain(email))).mappings().first())


def load(db: Connection, id_: int) -> User | None:
    """The user of this number, disabled or not."""
    return _user(db.execute(_USER.where(users.c.id == id_)).mappings().first())


def everybody(db: Connection) -> tuple[User, ...]:
    """All users, by email."""
    return tuple(User(**row) for row in db.execute(_USER.order_by(users.c.email)).mappings())


_USER = select(users.c.id, users.c.email, users.c.role, users.c.password, users.c.disabled_at)


def _user(row: RowMapping | None) -> User | None:
    return None if row is None else User(**row)


def _plain(email: str) -> str:
    return email.strip().casefold()


def set_password(db: Connection, id_: int, argon2_hash: str) -> None:
    """Keep the hash of a new password."""
    _change(db, id_, password=argon2_hash)


def set_role(db: Connection, id_: int, role: str) -> None:
    """From now on the user may do what `role` may."""
    _change(db, id_, role=role)


def disable(db: Connection, id_: int, now: datetime) -> None:
    """The user may not sign in any more; their open links are void."""
    _change(db, id_, disabled_at=now)
    db.execute(delete(sign_in_tokens).where(sign_in_tokens.c.user == id_))


def _change(db: Connection, id_: int, **columns: Any) -> None:  # noqa: ANN401 whatever the columns hold
    db.execute(update(users).where(users.c.id == id_).values(**columns))


def invite(db: Connection, id_: int, expires_at: datetime) -> str:
    """A secret that signs this user in once, until then. It is told only here: the database keeps its hash."""
    token = secrets.token_urlsafe(32)
    db.execute(insert(sign_in_tokens), {"hash": _hash(token), "user": id_, "expires_at": expires_at})
    return token


def sign_in(db: Connection, token: str, now: datetime) -> User | None:
    """Whom the secret signs in; it is used up. None: unknown, used, too old, or the user is disabled."""
    unused = update(sign_in_tokens).where(
        sign_in_tokens.c.hash == _hash(token), sign_in_tokens.c.used_at.is_(None), sign_in_tokens.c.expires_at > now
    )
    row = db.execute(unused.values(used_at=now).returning(sign_in_tokens.c.user)).first()
    user = None if row is None else load(db, row.user)
    return None if user is None or user.disabled_at is not None else user


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
