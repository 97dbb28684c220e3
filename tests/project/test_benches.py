"""Benches are run seldom; that each can still be taken up is asked here."""

from __future__ import annotations

import importlib

import pytest

from bench.run import names


@pytest.mark.parametrize("name", names())
def test_a_bench_is_found_with_all_it_asks_for(name: str) -> None:
    assert callable(importlib.import_module(name).run)


def test_there_are_many() -> None:
    assert len(names()) >= 15
