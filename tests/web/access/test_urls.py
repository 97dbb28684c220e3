"""Every address by every role: in, refused, hidden, or sent to sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bihuan.web.access.middleware import DOORSTEP
from bihuan.web.access.roles import ROLES, VERBS
from tests.web.access.stage import Stage
from tests.web.access.url_table import ALL, ROWS, Row

FIXED = {"first": 1, "token": "keine-solche", "nothing": "nothing", "status": 404}
IN = {200, 204, 302, 400, 409, 422}


def patterns(found: list[Any] | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the project with its full name."""
    for each in get_resolver().url_patterns if found is None else found:
        if isinstance(each, URLResolver):
            yield from patterns(
                each.url_patterns, f"{namespace}{each.namespace}:" if each.namespace else namespace
            )
        else:
            yield f"{namespace}{each.name}", each


@pytest.fixture(scope="module")
def stage(
    module_db: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Stage]:
    from django.test import override_settings

    with override_settings(FILES_ROOT=tmp_path_factory.mktemp("files"), DEMO=False):
        yield Stage()


def outcome(answer: Any) -> str:
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/sign-in/"):
        return "sign_in"
    return {401: "refused", 403: "refused", 404: "hidden"}.get(
        answer.status_code, "in" if answer.status_code in IN else str(answer.status_code)
    )


def expected(row: Row, role: str) -> str:
    if role == "visitor":
        return row.visitor
    return "in" if role in row.get_in else "hidden" if role in row.hidden else "refused"


def test_every_address_has_a_name_and_a_row() -> None:
    names = [name for name, _ in patterns()]
    assert not [name for name in names if name.split(":")[-1] == "None"]
    assert sorted(names) == sorted(row.name for row in ROWS)


def test_the_roles_of_the_table_are_all_there_are() -> None:
    assert set(ROLES) == ALL


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_who_gets_in(stage: Stage, row: Row) -> None:
    ids = {**stage.ids, **FIXED}
    address = reverse(row.name, args=[ids[arg] for arg in row.args])
    got = {role: outcome(stage.ask(role, row.method, address, row.data)) for role in stage.keys}
    if row.name == "accounts:sign_out":
        assert set(got.values()) == {"sign_in"}
        return
    assert got == {role: expected(row, role) for role in stage.keys}


OPEN = {
    "healthz",
    "metrics",
    "accounts:sign_in",
    "accounts:sign_out",
    "accounts:demo",
    "phone:worker",
    "phone:me",
}
DEVELOPERS = {"ui:kit", "ui:error", "ui:form", "ui:list"}


def test_every_view_says_who_may_call_it() -> None:
    """By @may, @signed_in or the like; what is open to visitors is named here."""
    guards: dict[str, Callable[..., Any] | str] = {
        name: getattr(p.callback, "access", "") for name, p in patterns()
    }
    assert {name for name, guard in guards.items() if not guard} == OPEN
    assert {name for name, guard in guards.items() if guard == "demo"} == DEVELOPERS
    assert {name for name, guard in guards.items() if guard == "token"} == {
        name for name in guards if name.startswith("v1:")
    } - {"v1:docs", "v1:openapi"}
    assert {str(guard) for guard in guards.values()} - {"", "demo", "signed_in", "token"} <= set(VERBS)


def test_the_doorstep_is_made_of_addresses_there_are() -> None:
    assert {name for name, _ in patterns()} >= DOORSTEP


def test_a_request_of_the_table_leaves_nothing_behind(stage: Stage) -> None:
    """What the rows above asked for was taken back: the village's password among it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('app.role', 'system', true)")
        cursor.execute("select count(*) from journal_journalline where code = 'people.password_reset'")
        assert cursor.fetchone() == (0,)
