"""The command line as people meet it: a real process, its words, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bihuan import __version__
from bihuan.web.access.roles import ROLES
from bihuan.web.database.urls import VARIABLES


def bihuan(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bihuan", *words],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


@pytest.fixture
def addresses(server: Any, committed_db: str) -> dict[str, str]:
    """The environment of an installation over a fresh county."""
    return {variable: server.url(role, committed_db) for role, variable in VARIABLES.items()}


def test_help_is_chinese_throughout() -> None:
    for words in (["--help"], ["db", "--help"], ["serve", "--help"], ["plan", "parse", "--help"]):
        said = bihuan(*words)
        assert said.returncode == 0
        assert said.stdout.startswith("用法： bihuan")
        for english in ("Usage", "Options", "Commands", "default", "Show this"):
            assert english not in said.stdout, words


def test_the_version_is_that_of_the_package() -> None:
    assert bihuan("--version").stdout.strip() == __version__


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nope"], "出错了：没有这个命令： 'nope'"),
        (["restore"], "出错了：缺少参数 'FILE'"),
        (["serve", "--nope"], "出错了：没有这个选项："),
        (["serve", "--port", "x"], "出错了：取值不对："),
    ],
)
def test_a_wrong_command_is_told_how_to_go_on(words: list[str], said: str) -> None:
    done = bihuan(*words)
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert "用法见：bihuan" in done.stderr


def test_a_missing_setting_is_a_sentence_and_no_traceback(addresses: dict[str, str]) -> None:
    done = bihuan("db", "url", "--role", "owner", **(addresses | {"DATABASE_OWNER_URL": ""}))
    assert done.returncode == 1
    assert done.stderr.startswith("出错了：设置了 DATABASE_URL，却没有设置 DATABASE_OWNER_URL")
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_there_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    gone = dict.fromkeys(VARIABLES.values(), f"postgresql://a@/b?host={tmp_path}")
    done = bihuan("backup", str(tmp_path / "copy.tar"), **gone)
    assert done.returncode == 1
    assert done.stderr.startswith("出错了：连不上数据库：")
    assert "Traceback" not in done.stderr


def test_roles_are_printed_with_their_rights() -> None:
    said = bihuan("roles").stdout
    assert said.count("角色：") == len(ROLES)
    assert "角色：督查组\n代号：inspector\n看得到：全县" in said


def test_classes_of_all_tables_as_json(addresses: dict[str, str]) -> None:
    found = json.loads(bihuan("db", "classes", "--json", **addresses).stdout)
    assert found["accounts_person"] == "identity"
    assert set(found.values()) <= {"case", "published", "identity", "reference"}


def test_migrating_again_is_harmless(addresses: dict[str, str]) -> None:
    done = bihuan("db", "migrate", **addresses)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("表结构和权限已是最新。\n")


def test_the_shell_takes_the_role(addresses: dict[str, str]) -> None:
    done = bihuan("db", "shell", "--role", "owner", "--", "-Atc", "select current_user", **addresses)
    assert done.stdout.strip() == "bihuan_owner"


def test_a_whole_journal_is_verified(addresses: dict[str, str]) -> None:
    done = bihuan("journal", "verify", **addresses)
    assert done.returncode == 0
    assert "链条完整，链头" in done.stdout


def test_the_first_broken_line_of_the_journal_is_named(
    server: Any, committed_db: str, addresses: dict[str, str]
) -> None:
    from django.db import transaction

    from bihuan.web import journal
    from bihuan.web.access import scope

    for seq in range(3):
        with transaction.atomic():
            scope.apply(scope.SYSTEM)
            journal.write(scope.SYSTEM_ACTOR, "journal.exported", None, seq=seq)
    with psycopg.connect(server.url("postgres", committed_db)) as forger:
        forger.execute(
            "set session_replication_role = replica"
        )  # no trigger refuses the owner of the machine
        forger.execute("update journal_journalline set code = 'signin.done' where data->>'seq' = '1'")
    place = _seq_of(server, committed_db, "1")
    done = bihuan("journal", "verify", **addresses)
    assert done.returncode == 1
    assert f"经过记录的链条在第 {place} 条断开" in done.stderr


def _seq_of(server: Any, name: str, mark: str) -> int:
    query = "select s.seq from journal_journalseal s join journal_journalline l on l.id = s.line_id where l.data->>'seq' = %s"
    with psycopg.connect(server.url("backup", name)) as connection:
        return int(connection.execute(query, [mark]).fetchone()[0])  # type: ignore[index]
