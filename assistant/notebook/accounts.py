"""The people who may sign in: names, hashed passwords, sessions and tokens, in the notebook. Nothing that opens a door is kept in clear.

Passwords are hashed with scrypt (RFC 7914; OWASP's parameters for it), sessions and tokens are random and kept as their sha256.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
import unicodedata
from dataclasses import dataclass

from assistant.notebook.file import NotebookError, NotebookFile, Room
from assistant.notebook.rooms import new_id

ACCOUNTS = Room(
    "accounts",
    (
        (
            """CREATE TABLE accounts (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, password TEXT NOT NULL,
                librarian INTEGER NOT NULL, made REAL NOT NULL
            ) STRICT""",
            """CREATE TABLE accounts_sessions (
                key TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                kind TEXT NOT NULL, until REAL NOT NULL
            ) STRICT""",
        ),
    ),
)
SHORTEST, LONGEST = 8, 256  # characters of a password (NIST SP 800-63B asks for 8 at least)
LONGEST_NAME = 64
_N, _R, _P = 2**15, 8, 3  # 32 MB and about 0.2 s a guess
_NEVER = 1e12
MINUTE = 60.0


class AccountError(NotebookError):
    """A user cannot be added or changed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user: `id` keys what is theirs and is never given twice, `librarian` is whether they may change the library."""

    id: str
    name: str
    librarian: bool


class Accounts:
    """The users in a notebook."""

    def __init__(self, file: NotebookFile) -> None:
        file.furnish(ACCOUNTS)
        self._file = file

    def add(self, name: str, password: str, *, librarian: bool = False) -> Account:
        """A new user. Raises AccountError for a name that is taken or no name, or a password that is too short or too long."""
        name = _clean_name(name)
        made = Account(new_id(), name, librarian)
        hashed = _hashed(_checked(password))
        with self._file.writing() as db:
            if db.execute("SELECT 1 FROM accounts WHERE folded = ?", (name.casefold(),)).fetchone():
                raise AccountError(f"There is a user {name} already. Choose another name, or change the password of that one.")
            db.execute(
                "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)", (made.id, name, name.casefold(), hashed, int(librarian), time.time())
            )
        return made

    def all(self) -> list[Account]:
        """All users by name."""
        with self._file.reading() as db:
            rows = db.execute("SELECT id, name, librarian FROM accounts ORDER BY folded").fetchall()
        return [Account(id, name, bool(librarian)) for id, name, librarian in rows]

    def get(self, name: str) -> Account:
        """The user of this name. Raises AccountError where there is none."""
        folded = _folded(name)
        found = next((account for account in self.all() if account.name.casefold() == folded), None)
        if found is None:
            raise AccountError(f"There is no user {name}. `resilient user list` names them.")
        return found

    def remove(self, name: str) -> None:
        """Take a user's name, password, sessions and tokens away; their conversations stay in the file and open for nobody."""
        account = self.get(name)
        with self._file.writing() as db:
            db.execute("DELETE FROM accounts WHERE id = ?", (account.id,))

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password; every session and token of theirs ends."""
        account, hashed = self.get(name), _hashed(_checked(password))
        with self._file.writing() as db:
            db.execute("UPDATE accounts SET password = ? WHERE id = ?", (hashed, account.id))
            db.execute("DELETE FROM accounts_sessions WHERE account = ?", (account.id,))

    def check(self, name: str, password: str) -> Account | None:
        """The user, where name and password are theirs; takes as long for a name that there is none of."""
        with self._file.reading() as db:
            row = db.execute("SELECT id, name, librarian, password FROM accounts WHERE folded = ?", (_folded(name),)).fetchone()
        right = _matches(password[:LONGEST], row[3] if row else _NOBODYS)
        return Account(row[0], row[1], bool(row[2])) if row and right else None

    def begin(self, account: Account, seconds: float) -> str:
        """A session that lasts so long; returns the secret that opens it."""
        return self._opened(account, "session", time.time() + seconds)

    def token(self, account: Account) -> str:
        """A secret for programs, which lasts until the password is changed or the user removed."""
        return self._opened(account, "token", _NEVER)

    def _opened(self, account: Account, kind: str, until: float) -> str:
        secret = secrets.token_urlsafe(32)
        with self._file.writing() as db:
            db.execute("DELETE FROM accounts_sessions WHERE until < ?", (time.time(),))
            db.execute("INSERT INTO accounts_sessions VALUES (?, ?, ?, ?)", (_key(secret), account.id, kind, until))
        return secret

    def whose(self, secret: str, kind: str = "session") -> Account | None:
        """The user whose session or token this is, while it lasts."""
        with self._file.reading() as db:
            row = db.execute(
                "SELECT a.id, a.name, a.librarian FROM accounts_sessions s JOIN accounts a ON a.id = s.account "
                "WHERE s.key = ? AND s.kind = ? AND s.until > ?",
                (_key(secret), kind, time.time()),
            ).fetchone()
        return Account(row[0], row[1], bool(row[2])) if row else None

    def end(self, secret: str) -> None:
        """End a session."""
        with self._file.writing() as db:
            db.execute("DELETE FROM accounts_sessions WHERE key = ?", (_key(secret),))


class Attempts:
    """How often somebody may try a password: `most` a minute for each name and for each address. Kept in memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._one = threading.Lock()
        self._tried: dict[str, list[float]] = {}

    def allowed(self, *keys: str) -> bool:
        """Count a try under each key; False where one of them has had its fill in the last minute."""
        now = time.monotonic()
        with self._one:
            self._tried = {key: [at for at in times if now - at < MINUTE] for key, times in self._tried.items() if now - times[-1] < MINUTE}
            if any(len(self._tried.get(key, ())) >= self._most for key in keys):
                return False
            for key in keys:
                self._tried.setdefault(key, []).append(now)
            return True


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _clean_name(name: str) -> str:
    clean = unicodedata.normalize("NFKC", name).strip()
    if not clean or len(clean) > LONGEST_NAME or any(unicodedata.category(character)[0] in "CZ" for character in clean):
        raise AccountError(f"A user's name has 1 to {LONGEST_NAME} characters and no spaces. Choose another.")
    return clean


def _checked(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(f"A password has {SHORTEST} to {LONGEST} characters. Choose another.")
    return password


def _hashed(password: str, salt: bytes | None = None) -> str:
    salt = salt or secrets.token_bytes(16)
    made = hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=_N, r=_R, p=_P, maxmem=128 * 1024 * 1024)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${made.hex()}"


def _matches(password: str, hashed: str) -> bool:
    _, n, r, p, salt, made = hashed.split("$")
    found = hashlib.scrypt(
        password.encode("utf-8", "replace"), salt=bytes.fromhex(salt), n=int(n), r=int(r), p=int(p), maxmem=128 * 1024 * 1024
    )
    return hmac.compare_digest(found, bytes.fromhex(made))


_NOBODYS = f"scrypt${_N}${_R}${_P}${'00' * 16}${'00' * 64}"
