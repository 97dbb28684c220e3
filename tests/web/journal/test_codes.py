"""Codes in the source: each that is written is registered, each that is registered is written; and no personal data in lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from bihuan.web import journal
from bihuan.web.accounts import services
from bihuan.web.accounts.crypto import digest
from bihuan.web.areas.models import Unit
from bihuan.web.journal import codes
from tests import signed

SRC = Path(__file__).parents[3] / "src" / "bihuan" / "web"
CODE = re.compile(r"[a-z_]+\.[a-z_]+")


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple((file, ast.parse(file.read_text(encoding="utf-8"))) for file in sorted(SRC.rglob("*.py")))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """(name, call) of every call; a method's name with what it is called on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def constant(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def written_directly() -> dict[str, str]:
    """code -> file of every journal.write(actor, "code") and apart.write(actor, "code")."""
    found = {}
    for file, tree in trees():
        for name, call in calls(tree):
            if name.endswith(("journal.write", "apart.write")) and len(call.args) > 1:
                said = [constant(c) for c in ast.walk(call.args[1]) if isinstance(c, ast.Constant)]
                found.update({code: file.name for code in said if CODE.fullmatch(code)})
    return found


@cache
def mentioned() -> frozenset[str]:
    """Every constant that stands anywhere but in a registration: codes also travel as arguments and in SQL."""
    found: set[str] = set()
    for _file, tree in trees():
        registering = {id(c) for name, call in calls(tree) if name == "register" for c in ast.walk(call)}
        found |= {
            constant(n)
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and id(n) not in registering and isinstance(n.value, str)
        }
    for file in SRC.rglob("*.sql"):
        found |= set(re.findall(r"'([a-z_]+\.[a-z_]+)'", file.read_text(encoding="utf-8")))
    return frozenset(found)


def test_every_code_that_is_written_is_registered() -> None:
    assert {code: file for code, file in written_directly().items() if not codes.known(code)} == {}
    assert len(written_directly()) > 8


def test_every_registered_code_is_written_somewhere() -> None:
    beginnings = tuple(m for m in mentioned() if re.fullmatch(r"[a-z]+\.[a-z_]*", m))  # f"plan.{what}"
    ends = tuple(m for m in mentioned() if re.fullmatch(r"\.[a-z_]+", m))  # f"{what}.imported"
    never = [
        c
        for c in codes.all_codes()
        if c not in mentioned() and not c.startswith(beginnings) and not c.endswith(ends)
    ]
    assert never == []


def test_sentences_are_chinese_and_end_without_a_full_stop() -> None:
    wrong = [
        code
        for code, text in codes.all_codes().items()
        if not re.search(r"[\u4e00-\u9fff]", text) or text.endswith("。")
    ]
    assert wrong == []


def test_an_unregistered_code_is_refused(clean_db: str) -> None:
    with signed.acting("office") as actor, pytest.raises(KeyError, match="nobody.said"):
        journal.write(actor, "nobody.said")


def test_one_code_has_one_sentence() -> None:
    with pytest.raises(ValueError, match="signin.done"):
        codes.register("signin.done", "又一种说法")


def test_a_value_that_a_line_lacks_shows_as_a_dash() -> None:
    assert codes.text("people.granted", {"name": "段红梅"}) == "授予 段红梅 “—”"


def test_no_lock_blocks_the_foreign_key_checks_of_others() -> None:
    """FOR UPDATE does; and as they run at commit, where the journal's head is locked too, two commits could wait for each other."""
    plain = [
        f"{file.relative_to(SRC)}:{call.lineno}"
        for file, tree in trees()
        for name, call in calls(tree)
        if name.endswith("select_for_update")
        and not any(k.arg == "no_key" and constant(k.value) == "True" for k in call.keywords)
    ]
    assert plain == []


PHONE = "13987654321"


def test_personal_data_stays_out_of_the_journal(clean_db: str) -> None:
    """A phone number, passwords and typed names leave no trace in any line."""
    with signed.acting("administrator") as actor:
        unit = Unit.objects.get(name="松湾村")
        person, password = services.add_person(actor, "新来的", unit, "village", "newcomer", phone=PHONE)
        again = services.reset_password(actor, person)
        services.hand_over(actor, person, signed.post_of("village")[0])
    typed_by_mistake(clean_db)
    text = all_lines()
    assert text.count("新来的") >= 2
    for secret in (PHONE, PHONE[-4:], password, again, "mima-typed-as-name"):
        assert secret not in text
    assert digest("mima-typed-as-name") in text


def typed_by_mistake(_database: str) -> None:
    """Somebody types the password into the field of the name."""
    from django.test import Client

    Client().post("/accounts/sign-in/", {"username": "mima-typed-as-name", "password": "x"})


def all_lines() -> str:
    with connections["owner"].cursor() as cursor:
        cursor.execute("select string_agg(l::text, ' ') from journal_journalline l")
        row: tuple[Any, ...] = cursor.fetchone()
        return str(row[0])


def test_a_hash_is_keyed_and_equal_for_equals() -> None:
    import hashlib

    assert journal.digest(PHONE) == journal.digest(PHONE) != journal.digest(PHONE[:-1] + "2")
    assert journal.digest(PHONE) not in (
        hashlib.sha256(PHONE.encode()).hexdigest(),
        hashlib.new("sha3_256", PHONE.encode()).hexdigest(),
    )
    assert re.fullmatch(r"[0-9a-f]{64}", journal.digest(PHONE))
