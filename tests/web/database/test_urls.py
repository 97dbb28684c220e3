"""Addresses from the environment, else of the embedded server."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.web.database import urls
from bihuan.web.database.errors import DatabaseProblem


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("BIHUAN_HOME", str(folder))
    for name in urls.VARIABLES.values():
        monkeypatch.delenv(name, raising=False)


def test_without_environment_it_is_the_embedded_server_of_home(folder: Path) -> None:
    address = urls.as_django(urls.url("app"))
    assert (address["NAME"], address["USER"]) == ("bihuan", "bihuan_app")
    assert address["HOST"].endswith("/socket")
    assert not urls.external()


@pytest.mark.parametrize("role", ["app", "owner", "backup"])
def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, role: urls.Role) -> None:
    for each, variable in urls.VARIABLES.items():
        monkeypatch.setenv(variable, f"postgresql://{each}@db.county/bihuan")
    assert urls.url(role) == f"postgresql://{role}@db.county/bihuan"
    assert urls.external()


def test_a_missing_owner_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.county/bihuan")
    with pytest.raises(DatabaseProblem, match="没有设置 DATABASE_OWNER_URL"):
        urls.url("owner")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgresql://a:p%40ss@db.county:6432/b?sslmode=verify-full",
            {
                "NAME": "b",
                "USER": "a",
                "PASSWORD": "p@ss",
                "HOST": "db.county",
                "PORT": "6432",
                "OPTIONS": {"sslmode": "verify-full"},
            },
        ),
        (
            "postgresql://a@/b?host=%2Frun%2Fpg",
            {"NAME": "b", "USER": "a", "PASSWORD": "", "HOST": "/run/pg", "PORT": "", "OPTIONS": {}},
        ),
        (
            "host=/run/pg dbname=b user=a",
            {"NAME": "b", "USER": "a", "PASSWORD": "", "HOST": "/run/pg", "PORT": "", "OPTIONS": {}},
        ),
    ],
)
def test_addresses_become_django_settings(address: str, expected: dict[str, object]) -> None:
    assert urls.as_django(address) == {"ENGINE": "django.db.backends.postgresql", **expected}


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(DatabaseProblem, match="数据库地址写得不对"):
        urls.as_django("mysql://a@b/c")
