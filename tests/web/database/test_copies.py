"""Backup and restore: everything comes back and is proved, or nothing changes."""

from __future__ import annotations

import io
import json
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bihuan.web.database.backup import back_up
from bihuan.web.database.manifest import CopyProblem, Manifest, fingerprint
from bihuan.web.database.restore import restore
from bihuan.web.database.roles import provision
from bihuan.web.database.urls import VARIABLES
from tests import databases

CONTENT = "一张照片".encode()


@pytest.fixture
def point(
    server: Any, monkeypatch: pytest.MonkeyPatch, folder: Path, django_db_blocker: Any
) -> Iterator[Any]:
    """`point(name)` makes the database `name` the installation's, in a home of its own."""
    monkeypatch.setenv("BIHUAN_HOME", str(folder))

    def use(name: str) -> None:
        for role, variable in VARIABLES.items():
            monkeypatch.setenv(variable, server.url(role, name))
        databases.use(server, name)

    with django_db_blocker.unblock():
        yield use
        databases.close()


@pytest.fixture
def original(committed_db: str, point: Any, folder: Path) -> str:
    """A database with the small county, a journal line, an uploaded file and a key."""
    point(committed_db)
    (folder / "files/ab").mkdir(parents=True)
    (folder / "files/ab/abcd").write_bytes(CONTENT)
    (folder / "files/.new-half").write_bytes(b"half")
    (folder / "keys").mkdir()
    (folder / "keys/data").write_text("5e" * 32)
    write_a_line()
    return committed_db


def write_a_line() -> None:
    from django.db import transaction

    from bihuan.web import journal
    from bihuan.web.access import scope

    with transaction.atomic():
        scope.apply(scope.SYSTEM)
        journal.write(scope.SYSTEM_ACTOR, "journal.exported", None, seq=0)
    databases.close()


@pytest.fixture
def empty(server: Any, committed_db: str) -> Iterator[str]:
    """A provisioned database without a table."""
    provision(server, "empty_one")
    yield "empty_one"
    databases.drop(server, "empty_one")


def rows(server: Any, name: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(server.url("backup", name)) as connection:
        return connection.execute(query).fetchall()  # type: ignore[call-overload, no-any-return]


def manifest_of(file: Path) -> Manifest:
    with tarfile.open(file) as tar:
        return Manifest.from_json(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]


def with_member(source: Path, target: Path, name: str, content: bytes | None) -> Path:
    """A copy of the backup where `name` has other content, or is missing."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == name:
                if content is None:
                    continue
                data = content
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return target


def test_everything_comes_back(
    server: Any, original: str, empty: str, point: Any, folder: Path, tmp_path: Path
) -> None:
    said = back_up(tmp_path / "copy.tar")
    made = manifest_of(tmp_path / "copy.tar")
    assert f"{len(made.rows)} 张表 {sum(made.rows.values())} 行，文件 1 个，经过记录 1 条" in said
    people = rows(server, original, "select id, name, unit_id from accounts_person order by id")
    assert made.rows["accounts_person"] == len(people) > 10
    (folder / "files/ab/abcd").unlink()
    point(empty)
    said = restore(tmp_path / "copy.tar")
    assert f"{len(made.rows)} 张表 {sum(made.rows.values())} 行，逐表与备份一致" in said
    assert "文件 1 个，逐个核对无误；经过记录 1 条，链条完整" in said
    assert rows(server, empty, "select id, name, unit_id from accounts_person order by id") == people
    assert (folder / "files/ab/abcd").read_bytes() == CONTENT
    assert list(made.files) == ["ab/abcd"], "a file still being written is no file yet"


def test_access_is_guarded_again_after_a_restore(
    server: Any, original: str, empty: str, point: Any, tmp_path: Path
) -> None:
    back_up(tmp_path / "copy.tar")
    point(empty)
    restore(tmp_path / "copy.tar")
    with psycopg.connect(server.url("app", empty)) as connection:
        assert connection.execute("select count(*) from accounts_person").fetchone() == (0,), (
            "no scope, no rows"
        )
    guarded = "select relname, relrowsecurity and relforcerowsecurity from pg_class where relkind = 'r'"
    tables = rows(server, empty, f"{guarded} and relnamespace = 'public'::regnamespace")
    assert len(tables) > 10
    assert [name for name, on in tables if not on] == []


def test_a_backup_is_private_and_holds_no_keys(original: str, tmp_path: Path) -> None:
    said = back_up(tmp_path / "copy.tar")
    assert "密钥没有放进备份" in said
    assert stat.S_IMODE((tmp_path / "copy.tar").stat().st_mode) == 0o600
    with tarfile.open(tmp_path / "copy.tar") as tar:
        assert sorted(tar.getnames()) == ["database.dump", "files/ab/abcd", "manifest.json"]
    assert manifest_of(tmp_path / "copy.tar").keys["data"] == fingerprint("5e" * 32)
    assert [path.name for path in tmp_path.iterdir()] == ["copy.tar"], "nothing half-made is left"


def test_keys_go_along_when_asked(
    original: str, empty: str, point: Any, folder: Path, tmp_path: Path
) -> None:
    assert "密钥已放进备份" in back_up(tmp_path / "copy.tar", keys=True)
    (folder / "keys/data").write_text("00" * 32)
    point(empty)
    restore(tmp_path / "copy.tar")
    assert (folder / "keys/data").read_text() == "5e" * 32
    assert [path.read_text() for path in (folder / "keys").glob("data.before-*")] == ["00" * 32]


def test_other_keys_are_refused_before_anything_changes(
    server: Any, original: str, empty: str, point: Any, folder: Path, tmp_path: Path
) -> None:
    back_up(tmp_path / "copy.tar")
    (folder / "keys/data").write_text("00" * 32)
    point(empty)
    with pytest.raises(CopyProblem, match="密钥（data）不在.*--other-keys"):
        restore(tmp_path / "copy.tar")
    assert rows(server, empty, "select 1 from pg_class where relname = 'accounts_person'") == []
    assert "恢复完成" in restore(tmp_path / "copy.tar", other_keys=True)


def test_a_database_with_data_is_only_replaced_when_asked_and_saved_first(
    server: Any, original: str, folder: Path, tmp_path: Path
) -> None:
    back_up(tmp_path / "copy.tar")
    write_a_line()
    with pytest.raises(CopyProblem, match="已有 .* 张表.*--replace"):
        restore(tmp_path / "copy.tar")
    assert rows(server, original, "select count(*) from journal_journalline") == [(2,)]
    said = restore(tmp_path / "copy.tar", replace=True)
    assert rows(server, original, "select count(*) from journal_journalline") == [(1,)]
    (saved,) = (folder / "backups").iterdir()
    assert str(saved) in said
    assert manifest_of(saved).rows["journal_journalline"] == 2


def test_a_database_in_use_is_refused(server: Any, original: str, tmp_path: Path) -> None:
    back_up(tmp_path / "copy.tar")
    with psycopg.connect(server.url("app", original)), pytest.raises(CopyProblem, match="正在使用中"):
        restore(tmp_path / "copy.tar", replace=True)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("files/ab/abcd", b"another photo", "1 个文件缺失或与清单不符，第一个是 ab/abcd"),
        ("files/ab/abcd", None, "1 个文件缺失或与清单不符"),
        ("manifest.json", b"{", "清单读不出来"),
        ("manifest.json", None, "不是完整的备份文件"),
        ("database.dump", b"PGDMP nonsense", "数据没有恢复，已全部撤回"),
    ],
)
def test_a_damaged_backup_changes_nothing(
    server: Any, original: str, tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    back_up(tmp_path / "copy.tar")
    people = rows(server, original, "select count(*) from accounts_person")
    damaged = with_member(tmp_path / "copy.tar", tmp_path / "damaged.tar", name, content)
    with pytest.raises(CopyProblem, match=why):
        restore(damaged, replace=True)
    assert rows(server, original, "select count(*) from accounts_person") == people


def test_a_row_too_few_is_noticed_and_undone(server: Any, original: str, tmp_path: Path) -> None:
    back_up(tmp_path / "copy.tar")
    made = manifest_of(tmp_path / "copy.tar")
    claims = json.loads(made.to_json())
    claims["rows"]["accounts_person"] += 1
    damaged = with_member(
        tmp_path / "copy.tar", tmp_path / "damaged.tar", "manifest.json", json.dumps(claims).encode()
    )
    write_a_line()
    with pytest.raises(CopyProblem, match=r"(?s)accounts_person 应有 \d+ 行，实有 \d+ 行.*原有数据没有变动"):
        restore(damaged, replace=True)
    assert rows(server, original, "select count(*) from journal_journalline") == [(2,)], (
        "the old data are gone"
    )


def test_another_journal_than_the_one_backed_up_is_not_proved(original: str, tmp_path: Path) -> None:
    back_up(tmp_path / "copy.tar")
    claims = json.loads(manifest_of(tmp_path / "copy.tar").to_json())
    claims["journal"][1] = "00" * 32
    damaged = with_member(
        tmp_path / "copy.tar", tmp_path / "damaged.tar", "manifest.json", json.dumps(claims).encode()
    )
    with pytest.raises(CopyProblem, match="没有通过核对：链头与备份时不同.*恢复前的数据另存在"):
        restore(damaged, replace=True)


def test_a_manifest_of_another_format_is_refused(original: str, tmp_path: Path) -> None:
    back_up(tmp_path / "copy.tar")
    claims = json.loads(manifest_of(tmp_path / "copy.tar").to_json()) | {"format": 9}
    damaged = with_member(
        tmp_path / "copy.tar", tmp_path / "damaged.tar", "manifest.json", json.dumps(claims).encode()
    )
    with pytest.raises(CopyProblem, match="格式是 9，本版本只认 1"):
        restore(damaged, replace=True)


def test_a_missing_folder_is_named(original: str, tmp_path: Path) -> None:
    with pytest.raises(CopyProblem, match="文件夹 .*nowhere 不存在"):
        back_up(tmp_path / "nowhere" / "copy.tar")
