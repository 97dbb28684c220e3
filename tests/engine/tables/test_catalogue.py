"""The catalogue says each thing once, and every export's headings find their column again."""

from __future__ import annotations

import pytest

from bihuan.engine.tables import EXPORTS, KINDS, TABLES, Export, Table


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_no_spelling_means_two_columns(table: Table) -> None:
    said = [spelling for column in table for spelling in set(column.spellings)]
    assert sorted(said) == sorted(set(said))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_columns_are_of_a_known_kind_and_lists_where_they_need_one(table: Table) -> None:
    for column in table:
        assert column.kind in KINDS
        assert (column.codes is not None) == (column.kind in ("code", "codes")), column.name
    assert set(table.key) <= set(table.by_name)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_code_lists_say_each_thing_once_and_name_their_source(table: Table) -> None:
    for column in table:
        if column.codes is None:
            continue
        said = [spelling for code in column.codes for spelling in {code.label, *code.spellings}]
        assert sorted(said) == sorted(set(said)), column.codes.key
        keys = [code.key for code in column.codes]
        assert len(keys) == len(set(keys))
        assert column.codes.source


@pytest.mark.parametrize("export", EXPORTS.values(), ids=lambda export: export.key)
def test_headings_of_an_export_are_spellings_of_their_columns(export: Export) -> None:
    headings = [heading for heading, _, _ in export.columns]
    assert sorted(headings) == sorted(set(headings))
    for heading, table, column in export.columns:
        assert heading in TABLES[table][column].spellings
        assert table in export.tables


def test_identity_and_health_are_marked() -> None:
    marked = {
        (table.name, column.name): column.sensitivity
        for table in TABLES.values()
        for column in table
        if column.kind in ("id", "phone") or column.name == "health"
    }
    assert {marked[key] for key in marked if key[1] != "health"} == {"identity"}
    assert marked["member", "health"] == "health"
