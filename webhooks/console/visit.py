"""A visit to the console: from signing in to leaving. A signed cookie holds who it is and since when, no more."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from flask import Flask, g, session

from bot.store.users import User

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)


class People(Protocol):
    """Those who may sign in."""

    @property
    def secret_key(self) -> str:
        """What signs the cookie."""
        ...

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def user(self, id_: int) -> User | None:
        """Who this is; None where they may not sign in any more. Raises DatabaseDown."""
        ...


def prepare(app: Flask, people: People, *, https: bool) -> None:
    """Set the cookie of `app`: for this site alone, out of any script's reach, and over HTTPS only where that is."""
    app.secret_key = people.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="__Host-yobal" if https else "yobal",  # the prefix: no other host can set it
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=LONGEST,
    )


def begin(user: User, now: datetime) -> None:
    """From now on the browser is `user`'s; nothing of an earlier visit stays."""
    session.clear()
    session.update(user=user.id, began=now.timestamp(), seen=now.timestamp())
    g.pop("visitor", None)


def end() -> None:
    """The browser is nobody's again."""
    session.clear()
    g.pop("visitor", None)


def visitor(people: People) -> User | None:
    """Who is signed in. Looked up at each request, so a role taken away is gone at once; None: nobody, or too long."""
    if "visitor" not in g:
        g.visitor = _look(people)
    found: User | None = g.visitor
    return found


def _look(people: People) -> User | None:
    now = people.now()
    user = people.user(session["user"]) if "user" in session and _lasts(now) else None
    if user is not None:
        session["seen"] = now.timestamp()
    elif session:
        session.clear()
    return user


def _lasts(now: datetime) -> bool:
    """Not over yet: neither too long in all nor too long without a page."""
    began, seen = (datetime.fromtimestamp(session[name], UTC) for name in ("began", "seen"))
    return now - began < LONGEST and now - seen < IDLE
