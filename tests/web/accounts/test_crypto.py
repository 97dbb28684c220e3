"""Personal data at rest: unreadable in the table, unreadable with another key, not to be tampered with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.accounts import crypto
from bihuan.web.accounts.models import Person
from tests import signed
from tests.web.accounts.kit import owner

PHONE = "13987654321"


@pytest.fixture
def other_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keys of another installation."""
    crypto._key.cache_clear()
    monkeypatch.setenv("BIHUAN_KEY_DATA", "11" * 32)
    monkeypatch.setenv("BIHUAN_KEY_HASH", "22" * 32)
    yield
    crypto._key.cache_clear()


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_what_is_encrypted_comes_back(text: str) -> None:
    assert crypto.decrypt(crypto.encrypt(text)) == text


def test_the_same_text_is_never_encrypted_the_same_way() -> None:
    assert len({crypto.encrypt(PHONE) for _ in range(20)}) == 20


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 12 + 16 + len(PHONE) - 1), st.integers(1, 255))
def test_one_changed_byte_is_noticed(place: int, change: int) -> None:
    blob = bytearray(crypto.encrypt(PHONE))
    blob[place] ^= change
    with pytest.raises(InvalidTag):
        crypto.decrypt(bytes(blob))


def test_another_key_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    blob = crypto.encrypt(PHONE)
    crypto._ring.cache_clear()
    monkeypatch.setenv("BIHUAN_KEY_DATA", "11" * 32)
    try:
        with pytest.raises(InvalidTag):
            crypto.decrypt(blob)
    finally:
        crypto._ring.cache_clear()


def test_hashes_are_hmac_sm3_of_the_key(other_key: None) -> None:
    """By another road: HMAC after RFC 2104, written out."""

    def sm3(data: bytes) -> bytes:
        worker = hashes.Hash(hashes.SM3())
        worker.update(data)
        return worker.finalize()

    key = bytes.fromhex("22" * 32).ljust(64, b"\0")
    expected = sm3(bytes(k ^ 0x5C for k in key) + sm3(bytes(k ^ 0x36 for k in key) + PHONE.encode()))
    assert crypto.digest(PHONE) == expected.hex()
    assert hmac.HMAC(bytes.fromhex("22" * 32), hashes.SM3()).algorithm.digest_size == 32


def test_equal_texts_have_equal_hashes_and_others_do_not() -> None:
    assert crypto.digest(PHONE) == crypto.digest(PHONE)
    assert crypto.digest(PHONE) != crypto.digest(PHONE[:-1] + "2")


def test_the_table_shows_no_figure_of_a_phone_number(clean_db: str) -> None:
    with scope.acting(SYSTEM):
        Person.objects.filter(name="段红梅").update(phone=PHONE)
        assert Person.objects.get(name="段红梅").phone == PHONE
    ((blob,),) = owner("select phone from accounts_person where name = '段红梅'")
    assert PHONE.encode() not in bytes(blob)
    assert PHONE[-4:].encode() not in bytes(blob)
    assert len(bytes(blob)) == 12 + 16 + len(PHONE)


def test_no_phone_at_all_stays_empty(clean_db: str) -> None:
    with scope.acting(SYSTEM):
        Person.objects.filter(name="段红梅").update(phone="")
    assert owner("select phone = '' from accounts_person where name = '段红梅'") == [(True,)]
    with signed.acting("office"):
        assert Person.objects.get(name="段红梅").phone == ""


def test_all_phones_of_the_world_are_encrypted(clean_db: str) -> None:
    rows: list[tuple[Any, ...]] = owner("select phone from accounts_person")
    assert len(rows) > 30
    assert all(len(bytes(blob)) == 12 + 16 + 11 for (blob,) in rows)
