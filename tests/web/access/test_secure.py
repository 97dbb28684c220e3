"""What the database refuses by itself: classes, policies, privileges, functions, views."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from bihuan.web.access import classes, secure
from bihuan.web.access.models import access_of

DECISION = Path(__file__).parents[3] / "docs" / "decisions" / "0003-doors.md"

# What the app role may do to rows of a class. Written out here, not taken from policies.py.
BY_CLASS = {
    "case": {"SELECT", "INSERT", "UPDATE"},
    "published": {"SELECT", "INSERT", "UPDATE"},
    "identity": {"SELECT", "INSERT", "UPDATE"},
    "reference": {"SELECT", "INSERT", "UPDATE"},
}
READ_ONLY = {"SELECT"}
APPEND_ONLY = {"SELECT", "INSERT"}
ANYTHING = {"SELECT", "INSERT", "UPDATE", "DELETE"}
EXCEPTIONS = {
    "journal_journalline": APPEND_ONLY,
    "journal_journalseal": READ_ONLY,
    "inspection_drawseed": READ_ONLY,
    "dashboard_ranking": APPEND_ONLY,
    "dashboard_wallchart": APPEND_ONLY,
    "dashboard_figuretally": READ_ONLY,
    "dashboard_figuredelta": READ_ONLY,
    "dashboard_figurecheck": READ_ONLY,
    "journal_journalhead": READ_ONLY,
    "campaigns_planedit": APPEND_ONLY,
    "problems_referraloutcome": APPEND_ONLY,
    "campaigns_dutyentry": APPEND_ONLY,
    "papers_issuedpaper": APPEND_ONLY,
    "papers_paperscan": APPEND_ONLY,
    "django_migrations": READ_ONLY,
    "django_content_type": READ_ONLY,
    "auth_permission": READ_ONLY,
    "auth_group": READ_ONLY,
    "auth_group_permissions": READ_ONLY,
    "django_session": ANYTHING,
    "otp_totp_totpdevice": ANYTHING,
    "otp_static_staticdevice": ANYTHING,
    "otp_static_statictoken": ANYTHING,
    "axes_accessattempt": ANYTHING,
    "axes_accessattemptexpiration": ANYTHING,
    "axes_accessfailurelog": ANYTHING,
    "axes_accesslog": ANYTHING,
    "procrastinate_jobs": ANYTHING,
    "procrastinate_events": ANYTHING,
    "procrastinate_periodic_defers": ANYTHING,
    "procrastinate_workers": ANYTHING,
}

owner_db = pytest.mark.django_db(databases=["default", "owner"])


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a statement as the owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def app_role() -> str:
    return str(settings.DATABASES["default"]["USER"])


@owner_db
def test_every_table_has_a_class() -> None:
    unclassed = [table for table, kind in classes.as_dict().items() if kind is None]
    assert unclassed == []
    assert set(classes.as_dict().values()) == set(BY_CLASS)


def test_a_table_nobody_classed_is_refused_by_name(committed_db: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("create table slipped_in (id bigint primary key)")
    assert classes.as_dict()["slipped_in"] is None
    with pytest.raises(LookupError, match="slipped_in"):
        secure.secure()


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("leak", "create view leak as select * from accounts_person"),
        ("stale", "create materialized view stale as select 1 as one"),
    ],
)
def test_a_view_that_reads_past_row_security_is_refused_by_name(
    committed_db: str, name: str, statement: str
) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(LookupError, match=name):
        secure.secure()


def test_a_view_with_the_readers_rights_is_let_be(committed_db: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("create view fine with (security_invoker) as select * from accounts_person")
    secure.secure()
    assert classes.leaking_views() == []


@owner_db
def test_there_is_no_view_that_reads_past_row_security() -> None:
    assert classes.leaking_views() == []


@owner_db
def test_row_security_is_on_and_forced_on_every_table() -> None:
    rows = asked(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and not (relrowsecurity and relforcerowsecurity)"
    )
    assert rows == []


@owner_db
def test_policies_and_privileges_are_those_of_the_class_and_no_others() -> None:
    deletable = {m._meta.db_table for m in classes.classed_models() if access_of(m).delete}
    expected = {
        table: EXCEPTIONS.get(table, BY_CLASS[str(kind)] | ({"DELETE"} if table in deletable else set()))
        for table, kind in classes.as_dict().items()
    }
    policies: dict[str, set[str]] = {table: set() for table in expected}
    for table, command in asked(
        "select tablename, cmd from pg_policies where schemaname = 'public' and %s = any(roles)", app_role()
    ):
        policies[table].add(command)
    granted: dict[str, set[str]] = {table: set() for table in expected}
    privileges = "select table_name, privilege_type from information_schema.role_table_grants where grantee in (%s, 'PUBLIC') and table_schema = 'public'"
    for table, privilege in asked(privileges, app_role()):
        granted[table].add(privilege)
    assert policies == expected
    assert granted == expected


@owner_db
def test_nothing_of_a_case_can_be_deleted() -> None:
    for model in classes.classed_models():
        if model.access_class == "case":
            may = asked("select has_table_privilege(%s, %s, 'delete'), has_table_privilege(%s, %s, 'truncate')",
                        app_role(), model._meta.db_table, app_role(), model._meta.db_table)  # fmt: skip
            assert may == [(False, False)], model


@owner_db
def test_policies_name_nobody_but_app_and_owner() -> None:
    roles = asked("select distinct unnest(roles)::text from pg_policies where schemaname = 'public'")
    assert {r for (r,) in roles} == {app_role(), settings.DATABASES["owner"]["USER"]}


@owner_db
def test_the_app_role_owns_nothing_bypasses_nothing_and_makes_nothing() -> None:
    role = app_role()
    assert asked("select count(*) from pg_class where relowner = %s::regrole", role) == [(0,)]
    assert asked("select count(*) from pg_proc where proowner = %s::regrole", role) == [(0,)]
    assert asked(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = %s", role
    ) == [(False,) * 4]
    assert asked("select has_schema_privilege(%s, 'public', 'create')", role) == [(False,)]
    assert asked("select count(*) from pg_auth_members where member = %s::regrole", role) == [(0,)]


@owner_db
def test_of_our_functions_the_app_role_may_call_doors_and_the_queues_only() -> None:
    rows = asked(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and proowner = current_user::regrole"
        " and has_function_privilege(%s, oid, 'execute')",
        app_role(),
    )
    others = {name for (name,) in rows if not name.startswith(("door_", "procrastinate_"))}
    assert others == set()
    assert "door_account" in {name for (name,) in rows}


@owner_db
def test_functions_with_the_owners_rights_fix_their_search_path() -> None:
    loose = asked(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
        " and not coalesce('search_path=public, pg_temp' = any(proconfig), false)"
    )
    assert loose == []


@owner_db
def test_with_the_owners_rights_run_only_doors_stamps_and_the_seal() -> None:
    rows = asked("select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef")
    known = ("door_", "stamp_", "follow_", "seal_journal_line", "check_notice", "return_part_keeps")
    assert {name for (name,) in rows if not name.startswith(known)} == set()
    # What is no door runs as a trigger only: nobody calls it.
    called = "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef and prorettype <> 'trigger'::regtype"
    assert {name for (name,) in asked(called) if not name.startswith("door_")} == set()


@owner_db
def test_every_door_stands_in_the_reviewed_list_and_no_other() -> None:
    listed = [
        line.split("`")[1].split("(")[0]
        for line in DECISION.read_text().splitlines()
        if line.startswith("| `door_")
    ]
    assert sorted(listed) == secure.doors()


@owner_db
def test_every_child_is_stamped_and_follows() -> None:
    children = {m._meta.db_table for m in classes.classed_models() if access_of(m).parent}
    triggers = "select tgrelid::regclass::text, tgname from pg_trigger where tgname = 'stamp'"
    assert {table for table, _ in asked(triggers)} == children
    follows = "select substring(tgname from 8) from pg_trigger where tgname like 'follow\\_%%'"
    assert {table for (table,) in asked(follows)} == children


def test_securing_twice_changes_nothing(committed_db: str) -> None:
    state = "select tablename, policyname, cmd, qual, with_check from pg_policies where schemaname = 'public' order by 1, 2"
    before = asked(state)
    secure.secure()
    assert asked(state) == before
