"""Draws against ten lines of plain Python written by another road, and what must hold of any draw."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engine.sampling import Entry, Frame, SizeRule, commitment, draw, fits, new_seed, ticket

SEED = "5e" * 32
seeds = st.binary(min_size=32, max_size=32).map(bytes.hex)
keys = st.text(st.characters(exclude_characters="\t\n\r", exclude_categories=["Cs"]), min_size=1, max_size=8)
entries = st.lists(
    st.builds(Entry, keys, st.sampled_from(["柳溪镇", "望岭乡", "马头镇"]), st.integers(0, 99)),
    unique_by=lambda entry: entry.key,
    max_size=40,
)
rules = st.builds(SizeRule, st.integers(0, 100), st.integers(1, 6))


def plain(rows: list[Entry], seed: str, percent: int, at_least: int) -> dict[str, list[str]]:
    """The ten lines of docs/algorithms/draws.md: unit -> what is drawn there."""
    drawn = {}
    for unit in {row.stratum for row in rows}:
        names = [row.key for row in rows if row.stratum == unit]
        names.sort(key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())
        share = (len(names) * percent + 99) // 100
        drawn[unit] = names[: min(len(names), max(share, at_least))]
    return drawn


@given(entries, seeds, rules)
def test_the_same_as_ten_plain_lines(rows: list[Entry], seed: str, rule: SizeRule) -> None:
    found: dict[str, list[str]] = {}
    for one in draw(Frame.of(rows), seed, rule):
        found.setdefault(one.entry.stratum, []).append(one.entry.key)
        assert one.place == len(found[one.entry.stratum])
    assert found == plain(rows, seed, rule.percent, rule.at_least)


@given(entries, seeds, rules, st.randoms())
def test_order_of_entry_changes_nothing(rows: list[Entry], seed: str, rule: SizeRule, chance: object) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Frame.of(rows), Frame.of(shuffled)
    assert one.fingerprint == other.fingerprint
    assert draw(one, seed, rule) == draw(other, seed, rule)


@given(entries.filter(bool), st.data())
def test_any_change_changes_the_fingerprint(rows: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    old = rows[place]
    for new in (Entry(old.key, old.stratum, old.version + 1), Entry(old.key, "城关镇", old.version)):
        changed = [*rows[:place], new, *rows[place + 1 :]]
        assert Frame.of(changed).fingerprint != Frame.of(rows).fingerprint
    assert Frame.of(rows[:place] + rows[place + 1 :]).fingerprint != Frame.of(rows).fingerprint


@given(entries, seeds, rules)
def test_other_units_do_not_matter(rows: list[Entry], seed: str, rule: SizeRule) -> None:
    own = [row for row in rows if row.stratum == "柳溪镇"]
    whole = [one.entry for one in draw(Frame.of(rows), seed, rule) if one.entry.stratum == "柳溪镇"]
    assert whole == [one.entry for one in draw(Frame.of(own), seed, rule)]


def test_the_fingerprint_is_sha256_of_the_sorted_lines() -> None:
    frame = Frame.of([Entry("2026-0007", "柳溪镇", 9), Entry("2026-0003", "望岭乡", 12)])
    expected = hashlib.sha256("2026-0003\t望岭乡\t12\n2026-0007\t柳溪镇\t9\n".encode()).hexdigest()
    assert frame.fingerprint == expected
    assert Frame.of([]).fingerprint == hashlib.sha256(b"").hexdigest()


def test_an_empty_frame_draws_nothing_and_a_lone_entry_is_drawn() -> None:
    assert draw(Frame.of([]), SEED, SizeRule(50, 3)) == ()
    lone = Frame.of([Entry("2026-0001", "柳溪镇")])
    assert [one.entry.key for one in draw(lone, SEED, SizeRule(1, 0))] == ["2026-0001"]
    assert [one.entry.key for one in draw(lone, SEED, SizeRule(0, 9))] == ["2026-0001"]


@pytest.mark.parametrize(
    ("percent", "at_least", "count", "size"),
    [(20, 2, 0, 0), (20, 2, 1, 1), (20, 2, 11, 3), (20, 2, 10, 2), (100, 0, 7, 7), (0, 3, 2, 2), (1, 0, 1, 1), (33, 1, 3, 1)],
)  # fmt: skip
def test_how_many(percent: int, at_least: int, count: int, size: int) -> None:
    assert SizeRule(percent, at_least).size(count) == size


@pytest.mark.parametrize(("percent", "at_least", "says"), [(101, 1, "0 到 100"), (-1, 1, "0 到 100"), (5, -1, "负数"), (0, 0, "一件也抽不到")])  # fmt: skip
def test_rules_that_mean_nothing(percent: int, at_least: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        SizeRule(percent, at_least)


def test_a_key_twice_or_broken_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-0001 出现了两次"):
        Frame.of([Entry("2026-0001", "柳溪镇"), Entry("2026-0001", "望岭乡")])
    for key, stratum in (("", "柳溪镇"), ("a\tb", "柳溪镇"), ("a", "柳\n溪")):
        with pytest.raises(ValueError, match="制表符和换行"):
            Entry(key, stratum)


def test_a_seed_keeps_its_promise() -> None:
    seed = new_seed()
    promised = commitment(seed)
    assert promised == hashlib.sha256(seed.encode()).hexdigest()
    assert fits(seed, promised)
    assert not fits(new_seed(), promised)
    assert not fits("not a seed", promised)
    with pytest.raises(ValueError, match="64 位"):
        commitment("5E" * 32)


def test_everybody_has_the_same_chance() -> None:
    """2 of 10, 4000 seeds: each is expected 800 times; 6 standard deviations are 152."""
    frame = Frame.of(Entry(f"2026-{n:04d}", "柳溪镇") for n in range(10))
    counted = Counter(
        one.entry.key for n in range(4000) for one in draw(frame, hashlib.sha256(b"%d" % n).hexdigest(), SizeRule(20, 0))
    )  # fmt: skip
    assert sum(counted.values()) == 8000
    assert all(abs(times - 800) < 152 for times in counted.values())


def test_a_ticket_is_sha256_of_seed_and_key() -> None:
    assert ticket(SEED, "2026-0001") == hashlib.sha256((SEED + ":2026-0001").encode()).hexdigest()
