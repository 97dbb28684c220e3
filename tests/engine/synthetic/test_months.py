"""The next download is the last one, and what happened: every event shows in the exports, and nothing changes without one."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from bihuan.engine.reading import read
from bihuan.engine.synthetic.months import SPLIT_FROM
from bihuan.engine.synthetic.places import ID_PREFIXES
from bihuan.engine.synthetic.truth import traced
from bihuan.engine.synthetic.writing import Written, exports

KINDS = {"death", "birth", "marriage_in", "marriage_out", "split", "move", "identified"}


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    folder = tmp_path_factory.mktemp("downloads")
    return [
        exports(4000, 7, folder / str(month), format="parquet", after=month, defects=0.1)
        for month in range(4)
    ]


def people(made: Written) -> pl.DataFrame:
    """Everybody before any defect."""
    return made.county.people.with_columns(key=pl.col("id_number").str.slice(0, 18))


def test_each_download_is_a_month_later(downloads: list[Written]) -> None:
    assert [f"{made.wishes.on:%Y%m%d}" for made in downloads] == [
        "20260630",
        "20260731",
        "20260831",
        "20260930",
    ]
    assert downloads[2].files["rural"].name == "（乡村建设）户信息_20260831.parquet"
    assert {kind for made in downloads[1:] for kind in made.events["kind"]} >= KINDS
    assert downloads[0].events.is_empty()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_who_came_and_who_went_is_told(downloads: list[Written], at: int) -> None:
    before, now, events = people(downloads[at - 1]), people(downloads[at]), downloads[at].events
    said = {kind: set(events.filter(pl.col("kind") == kind)["id_number"].str.slice(0, 18)) for kind in KINDS}
    assert set(before["key"]) - set(now["key"]) == said["death"] | said["marriage_out"]
    assert set(now["key"]) - set(before["key"]) == said["birth"] | said["marriage_in"]
    assert now["key"].is_unique().all()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_households_split_move_and_die_out_as_told(downloads: list[Written], at: int) -> None:
    before, now, events = downloads[at - 1].county.homes, downloads[at].county.homes, downloads[at].events
    new = set(now["household_id"]) - set(before["household_id"])
    assert new == set(events.filter(pl.col("kind") == "split")["other"])
    gone = before.filter(~pl.col("household_id").is_in(now["household_id"].implode()))
    assert set(gone["household_id"]) <= set(events.filter(pl.col("kind") == "death")["household_id"])
    both = before.join(now, on="household_id", suffix="_now")
    moved = both.filter(pl.col("area_code") != pl.col("area_code_now"))
    told = events.filter(pl.col("kind") == "move")
    assert dict(moved.select("household_id", "area_code_now").rows()) == dict(
        told.select("household_id", "other").rows()
    )


@pytest.mark.parametrize("at", [1, 2, 3])
def test_every_household_still_has_one_head_and_sheets_hang_together(
    downloads: list[Written], at: int
) -> None:
    made = downloads[at].county
    heads = made.people.filter(pl.col("relation") == "head")
    assert heads["h"].sort().equals(made.homes["k"].sort())
    assert set(made.people["h"]) == set(made.homes["k"])
    assert set(made.spells["k"]) | set(made.plans["k"]) <= set(made.people["k"])
    split = made.people.filter(pl.col("h") >= SPLIT_FROM)
    assert {"head", "spouse"} <= set(split["relation"]) <= {"head", "spouse", "son", "daughter"}
    assert made.village["people"].sum() == made.people.height
    assert made.visits.filter(pl.col("visit_date") > made.on).is_empty()


def test_some_defects_are_mended_some_stay_and_some_are_new(downloads: list[Written]) -> None:
    planted = [
        set(made.planted.filter(pl.col("household_id").is_not_null()).select("kind", "household_id").rows())
        for made in downloads
    ]
    for before, now in zip(planted, planted[1:], strict=False):
        stay = len(before & now) / len(before)
        assert 0.45 < stay < 0.7  # six in ten, a little less where a household has changed
        assert len(now - before) > 30


def test_the_last_download_reads_as_it_was_written(downloads: list[Written]) -> None:
    made = downloads[3]
    got = read(made.files["base"].parent, places=ID_PREFIXES)
    assert got.refusals == ()
    for name, table in traced(made).items():
        assert got.frames[name].equals(table), name


def test_the_same_wishes_give_the_same_later_download(tmp_path: Path) -> None:
    first, second = (exports(300, 3, tmp_path / name, after=2, defects=0.2) for name in ("a", "b"))
    assert first.events.equals(second.events)
    for key, path in first.files.items():
        assert path.read_bytes() == second.files[key].read_bytes(), key
