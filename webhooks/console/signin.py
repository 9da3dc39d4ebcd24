"""Signing in with a link that works once, and signing out."""

from typing import Protocol

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bot.store.users import User
from webhooks.console import visit
from webhooks.console.access import ROLES, allowed, public

LONGEST_TOKEN = 100  # characters; ours have 43


class Doorkeeper(visit.People, Protocol):
    """What signing in needs of the house."""

    def sign_in(self, token: str) -> User | None:
        """Whom the link signs in; it is used up. None: unknown, used or too old. Raises DatabaseDown."""
        ...


def open_room(console: Blueprint, doorkeeper: Doorkeeper) -> None:
    """Declare the way in and the way out.

    A link is used up by the button on its page alone: programs that look into mails only fetch pages.
    """

    @console.get("/signin")
    @public
    def sign_in_how() -> ResponseReturnValue:
        return render_template("console/denied.html", why="unknown")

    @console.get(f"/signin/<string(maxlength={LONGEST_TOKEN}):token>")
    @public
    def sign_in_page(token: str) -> ResponseReturnValue:  # noqa: ARG001 - the button posts to this same address
        return render_template("console/signin.html")

    @console.post(f"/signin/<string(maxlength={LONGEST_TOKEN}):token>")
    @public
    def sign_in(token: str) -> ResponseReturnValue:
        user = doorkeeper.sign_in(token)
        if user is None:
            return render_template("console/denied.html", why="link"), 410
        visit.begin(user, doorkeeper.now())
        return redirect(url_for("console.today"), 303)

    @console.post("/signout")
    @allowed(*ROLES)
    def sign_out() -> ResponseReturnValue:
        visit.end()
        return redirect(url_for("console.front"), 303)
