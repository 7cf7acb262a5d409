"""Users: names and passwords, sessions that end, tokens, tries that are limited; and nothing in the file that opens a door."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.notebook import accounts as module
from assistant.notebook.accounts import LONGEST, SHORTEST, AccountError, Accounts, Attempts
from assistant.notebook.file import FILE, NotebookFile


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    monkeypatch.setattr(module, "_N", 2**4)  # the real cost is tested once below
    with NotebookFile(tmp_path) as file:
        yield Accounts(file)


@pytest.mark.parametrize(("name", "typed"), [("ana", "ANA "), ("李雷", "李雷"), ("Zoë", "zoe\u0308"), ("ｆｕｌｌ", "full")])
def test_who_knows_the_password_comes_in(name: str, typed: str, accounts: Accounts) -> None:
    made = accounts.add(name, "pässwörd 密码", librarian=True)
    assert accounts.check(typed, "pässwörd 密码") == made and made.librarian
    for wrong in ("pässwörd", "pässwörd 密码 ", "", "PÄSSWÖRD 密码"):
        assert accounts.check(typed, wrong) is None
    assert accounts.check("nobody", "pässwörd 密码") is None


def test_names_and_passwords_are_checked(accounts: Accounts) -> None:
    accounts.add("ana", "x" * SHORTEST)
    for name in ("Ana", "ＡＮＡ", "", "  ", "a b", "a\nb", "a\u202eb", "x" * 65):
        with pytest.raises(AccountError):
            accounts.add(name, "x" * SHORTEST)
    for length, good in ((SHORTEST - 1, False), (SHORTEST, True), (LONGEST, True), (LONGEST + 1, False)):
        if good:
            accounts.add(f"u{length}", "密" * length)
        else:
            with pytest.raises(AccountError, match="characters"):
                accounts.add(f"u{length}", "密" * length)
    with pytest.raises(AccountError, match="no user"):
        accounts.remove("ben")


def test_sessions_end(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = accounts.add("ana", "password one")
    secret, token = accounts.begin(ana, 60), accounts.token(ana)
    assert accounts.whose(secret) == ana and accounts.whose(token, "token") == ana
    assert accounts.whose(token) is None and accounts.whose(secret, "token") is None and accounts.whose("x") is None
    accounts.end(secret)
    assert accounts.whose(secret) is None
    old = accounts.begin(ana, 60)
    now = module.time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + 61)
    assert accounts.whose(old) is None and accounts.whose(token, "token") == ana
    monkeypatch.undo()
    accounts.set_password("ana", "password two")
    assert accounts.whose(token, "token") is None and accounts.check("ana", "password one") is None


def test_a_name_given_again_is_another_person(accounts: Accounts) -> None:
    first = accounts.add("ana", "password one")
    secret = accounts.begin(first, 60)
    accounts.remove("ANA")
    assert accounts.whose(secret) is None and accounts.all() == []
    assert accounts.add("ana", "password two").id != first.id


def test_nothing_in_the_file_opens_a_door(tmp_path: Path) -> None:
    """T44 in part; and the cost of a guess is the real one here."""
    with NotebookFile(tmp_path) as file:
        accounts = Accounts(file)
        ana = accounts.add("ana", "canary-password")
        assert accounts.check("ana", "canary-password")
        secrets = ["canary-password", accounts.begin(ana, 60), accounts.token(ana)]
        with file.reading() as db:
            (hashed,) = db.execute("SELECT password FROM accounts").fetchone()
    assert hashed.startswith("scrypt$32768$8$3$")
    found = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE}*"))
    assert not any(secret.encode() in found for secret in secrets)
    assert hashlib.sha256(secrets[1].encode()).hexdigest().encode() in found


def test_tries_are_limited_by_name_and_by_address(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    attempts = Attempts(3)
    assert [attempts.allowed("name ana", "address a") for _ in range(4)] == [True, True, True, False]
    assert not attempts.allowed("name ben", "address a") and attempts.allowed("name ben", "address b")
    now[0] += 59.9
    assert not attempts.allowed("name ana", "address c")
    now[0] += 0.2
    assert attempts.allowed("name ana", "address a")
