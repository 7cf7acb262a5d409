"""The command `resilient user`: people who may sign in are added, listed, given another password or a token, and removed."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.notebook.accounts import Accounts
from assistant.notebook.file import NotebookFile
from ingest.types import ResilientError
from ui.commands import Screen
from ui.texts import say


@contextmanager
def _accounts(screen: Screen) -> Iterator[Accounts]:
    with NotebookFile(screen.settings.home) as file:
        yield Accounts(file)


def add(screen: Screen, name: str, *, librarian: bool) -> int:
    """Add a user; the password is asked for twice, or read from standard input."""
    with _accounts(screen) as accounts:
        made = accounts.add(name, _password(screen), librarian=librarian)
    print(say("user.added", screen.language, name=made.name))
    if not screen.settings.auth:
        print(say("user.auth_off", screen.language))
    return 0


def listed(screen: Screen) -> int:
    """Print each user's name and role."""
    with _accounts(screen) as accounts:
        for account in accounts.all():
            print(f"{account.name}\t{say('user.librarian' if account.librarian else 'user.reader', screen.language)}")
    return 0


def remove(screen: Screen, name: str) -> int:
    """Remove a user."""
    with _accounts(screen) as accounts:
        accounts.remove(name)
    print(say("user.removed", screen.language, name=name))
    return 0


def password(screen: Screen, name: str) -> int:
    """Give a user another password."""
    with _accounts(screen) as accounts:
        accounts.get(name)
        accounts.set_password(name, _password(screen))
    print(say("user.changed", screen.language, name=name))
    return 0


def token(screen: Screen, name: str) -> int:
    """Print a new token for the API."""
    with _accounts(screen) as accounts:
        print(accounts.token(accounts.get(name)))
    return 0


def _password(screen: Screen) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(say("user.password", screen.language))
    if getpass.getpass(say("user.again", screen.language)) != first:
        raise ResilientError(say("user.differ", screen.language))
    return first
