"""Who gets in with a token, how far, how fast; what people's sessions are worth here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.accounts import services as accounts
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Return
from bihuan.web.config import clock
from bihuan.web.interfaces import entry, services
from bihuan.web.interfaces.limits import Buckets
from bihuan.web.interfaces.models import Token
from bihuan.web.interfaces.scopes import FOR_PEOPLE, SCOPES
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Evidence, Measure
from tests.web.campaigns import kit
from tests.web.interfaces.callers import Acting, Caller, caller
from tests.web.problems.steps import Steps

pytestmark = pytest.mark.django_db
LISTS = [
    "/plans",
    "/campaigns",
    "/items",
    "/problems",
    "/measures",
    "/transitions",
    "/evidence",
    "/returns",
    "/return-versions",
    "/return-rows",
]


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (None, "token_missing"),
        ("Basic dXNlcjpwYXNz", "token_missing"),
        ("Bearer ", "token_missing"),
        ("Bearer bihuan_nothing", "token_unknown"),
        ("Bearer 令牌", "token_unknown"),
    ],
)
def test_without_a_good_token_nobody_gets_in(county: Any, header: str | None, said: str) -> None:
    answer = Client().get("/api/v1/problems", headers={"Authorization": header} if header else {})
    assert code(answer) == (401, said)
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_is_worth_nothing_here_and_none_is_made(as_: Any, platform: Caller) -> None:
    office = as_("office")
    assert code(office.get("/api/v1/problems")) == (401, "token_missing")
    assert code(office.post("/api/v1/problems", {})) == (401, "token_missing")
    answer = platform.get("/problems")
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_only_a_hash_of_the_token_is_kept(platform: Caller) -> None:
    with connection.cursor() as cursor, scoped(SYSTEM):
        cursor.execute("select set_config('app.role', 'administrator', true)")
        held = Token.objects.get(pk=platform.token.pk)
    assert platform.secret not in str(vars(held))
    assert platform.secret.startswith(held.prefix)
    assert len(held.digest) == 64


def test_a_token_taken_back_is_refused_at_once_and_noted(platform: Caller, acting: Acting) -> None:
    assert platform.get("/problems").status_code == 200
    with acting("administrator") as actor:
        services.revoke(actor, platform.token)
    assert code(platform.get("/problems")) == (401, "token_revoked")
    with scoped(SYSTEM):
        line = JournalLine.objects.filter(code="system.refused").order_by("pk").last()
    assert line is not None
    assert "令牌已收回" in line.text


def test_a_token_ends_with_its_last_day(platform: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    now, ends = clock.now(), platform.token.expires_at
    assert ends.astimezone(clock.ZONE).date() == clock.today() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: ends - timedelta(seconds=1))
    assert platform.get("/problems").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: ends)
    assert code(platform.get("/problems")) == (401, "token_expired")
    assert now < ends


def test_an_ended_system_and_an_ended_post_are_refused(
    platform: Caller, liuxi: Caller, acting: Acting
) -> None:
    with acting("administrator") as actor:
        assert services.end_system(actor, platform.system) == 1
        accounts.end_grant(actor, liuxi.system.grant)
    assert code(platform.get("/problems")) == (401, "token_revoked")
    assert code(liuxi.get("/problems")) == (403, "post_missing")


@pytest.mark.parametrize("path", LISTS)
def test_every_list_needs_its_scope(acting: Acting, county: Any, path: str) -> None:
    needed = {
        "/plans": "campaigns",
        "/campaigns": "campaigns",
        "/items": "campaigns",
        "/returns": "returns",
        "/return-versions": "returns",
        "/return-rows": "returns",
        "/evidence": "evidence",
    }
    scope = f"{needed.get(path, 'problems')}:read"
    others = [key for key in SCOPES if key != scope]
    without = caller(acting, "只差一项", "县帮扶办", "office", others)
    having = caller(acting, "只有一项", "县帮扶办", "office", [scope])
    assert code(without.get(path)) == (403, "scope_missing")
    assert having.get(path).status_code == 200


def test_the_scope_of_a_step_is_asked_for(acting: Acting, county: Any) -> None:
    reader = caller(acting, "只读", "柳溪镇", "township", ["problems:read", "evidence:write"])
    problem = Steps(acting).assigned()
    assert code(reader.act(problem.pk, "acknowledge")) == (403, "scope_missing")
    assert reader.get(f"/problems/{problem.pk}").json()["acts"] == ["arrange_evidence", "withdraw_evidence"]


def test_a_role_is_not_widened_by_a_scope(acting: Acting, county: Any) -> None:
    clerk = caller(acting, "数据系统", "县帮扶办", "clerk", ["problems:read", "problems:write"])
    problem = Steps(acting).raised()
    unit = Unit.objects.get(name="柳溪镇").pk
    assert code(clerk.act(problem.pk, "assign", lead=unit, due=str(clock.today()))) == (403, "role_missing")


@pytest.mark.parametrize("role", FOR_PEOPLE)
def test_posts_of_people_are_not_given_to_systems(acting: Acting, county: Any, role: str) -> None:
    with acting("administrator") as actor, pytest.raises(Refused, match="只能由人担任"):
        unit = Unit.objects.get(name="县帮扶办")
        services.add_system(actor, "系统", unit, role, purpose="", contact="")


@pytest.mark.parametrize("key", ["office", "clerk", "auditor", "township"])
def test_only_the_administrator_makes_systems_and_tokens(acting: Acting, platform: Caller, key: str) -> None:
    with acting(key) as actor:
        with pytest.raises(Refused):
            services.make_token(actor, platform.system, "x", ["problems:read"], clock.today())
        with pytest.raises(Refused):
            services.add_system(actor, "x", actor_unit(), "office", purpose="", contact="")
        with pytest.raises(Refused):
            services.revoke(actor, platform.token)
        assert list(Token.objects.all()) == []  # not even in sight


def actor_unit() -> Unit:
    return Unit.objects.get(name="县帮扶办")


@pytest.mark.parametrize(
    ("scopes", "until"),
    [
        ([], date(2099, 1, 1)),
        (["problems:read"], date(2020, 1, 1)),
        (["problems:read"], date(2099, 1, 1)),
        (["returns:write"], None),
    ],
)
def test_a_token_needs_scopes_that_fit_and_days_that_are_near(
    acting: Acting, county: Any, scopes: list[str], until: date | None
) -> None:
    with acting("administrator") as actor:
        system = services.add_system(actor, "系统", actor_unit(), "clerk", purpose="", contact="")
        with pytest.raises(Refused):
            services.make_token(actor, system, "x", scopes, until or clock.today())


@pytest.fixture
def everything(acting: Acting, county: Any) -> dict[str, int]:
    """One of each resource of 柳溪镇."""
    with acting("office") as actor:
        campaign = kit.published(actor, kit.uploaded(actor, kit.DOCUMENT))
    problem = Steps(acting).worked()
    with scoped(SYSTEM):
        owed = Return.objects.filter(campaign=campaign, unit__name="柳溪镇").order_by("pk")[0]
        measure, proof = Measure.objects.get(problem=problem), Evidence.objects.get(problem=problem)
    return {"problems": problem.pk, "measures": measure.pk, "evidence": proof.pk, "returns": owed.pk}


def test_another_townships_rows_are_not_there(
    liuxi: Caller, wangling: Caller, everything: dict[str, int]
) -> None:
    """By its id, in lists, in what happened, and for every way of changing it."""
    for kind, pk in everything.items():
        assert liuxi.get(f"/{kind}/{pk}").status_code == 200
        assert code(wangling.get(f"/{kind}/{pk}")) == (404, "not_found")
        assert pk in {row["id"] for row in liuxi.get(f"/{kind}").json()["data"]}
        assert pk not in {row["id"] for row in wangling.get(f"/{kind}").json()["data"]}
    problem = everything["problems"]
    assert code(wangling.get(f"/evidence/{everything['evidence']}/file")) == (404, "not_found")
    assert liuxi.get("/transitions", problem=problem).json()["data"]
    assert wangling.get("/transitions", problem=problem).json()["data"] == []
    assert wangling.get("/transitions").json()["data"] == []
    for act, fields in {
        "cause": {"cause": "主管道建成二十年"},
        "measures": {"measures_text": "换管道二百米"},
    }.items():
        answer = wangling.post(f"/problems/{problem}/transitions", {"act": act, **fields}, match='"7"')
        assert code(answer) == (404, "not_found")


def test_the_file_is_given_as_it_was_sent(liuxi: Caller, everything: dict[str, int]) -> None:
    told = liuxi.get(f"/evidence/{everything['evidence']}").json()
    sent = liuxi.get(f"/evidence/{everything['evidence']}/file")
    assert len(sent.content) == told["size"]
    assert sent["Content-Type"] == told["media_type"]
    assert sent["Content-Disposition"].startswith("attachment")


def test_each_minute_holds_so_many_requests(acting: Acting, county: Any) -> None:
    slow = caller(acting, "慢系统", "县帮扶办", "office", per_minute=3)
    said = [slow.get("/problems") for _ in range(5)]
    assert [s.status_code for s in said] == [200, 200, 200, 429, 429]
    assert said[0]["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert said[0]["RateLimit"].startswith('"minute";r=2;')
    assert code(said[3]) == (429, "too_many")
    assert 0 < int(said[3]["Retry-After"]) <= 20
    other = caller(acting, "快系统", "县帮扶办", "office")
    assert other.get("/problems").status_code == 200


def test_a_bucket_fills_evenly_and_never_over() -> None:
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    passed = 0
    for tick in range(6000):  # ten minutes, ten requests a second, thirty a minute allowed
        now[0] = tick / 10
        passed += not buckets.take(1, 30).wait
    assert passed == 30 + 299
    assert buckets.take(2, 30).remaining == 29
    now[0] += 10_000
    assert buckets.take(1, 30).remaining == 29


def test_what_is_too_large_is_refused_unread(platform: Caller) -> None:
    headers = {**platform.headers, "Idempotency-Key": "large-body"}
    body = '{"title": "' + "大" * entry.BODY_BYTES + '"}'
    answer = platform.client.post("/api/v1/problems", body, content_type="application/json", headers=headers)
    assert code(answer) == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path"), [("delete", "/problems/1"), ("put", "/problems"), ("patch", "/returns/1")]
)
def test_a_method_there_is_not_names_those_there_are(platform: Caller, method: str, path: str) -> None:
    answer = getattr(platform.client, method)(f"/api/v1{path}", headers=platform.headers)
    assert code(answer) == (405, "method_not_allowed")
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize("path", ["/nothing", "/problems/", "/problems/999999", "/"])
def test_what_there_is_not_is_answered_alike(platform: Caller, path: str) -> None:
    answer = platform.get(path)
    assert code(answer) == (404, "not_found")
    assert answer["Content-Type"] == "application/problem+json"


def test_when_a_token_was_used_is_noted_now_and_then(
    platform: Caller, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def used() -> Any:
        with acting("administrator"):
            return Token.objects.get(pk=platform.token.pk).last_used_at

    assert used() is None
    platform.get("/problems")
    first, now = used(), clock.now()
    assert first is not None
    platform.get("/problems")
    assert used() == first
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=6))
    platform.get("/problems")
    assert used() > first


def test_a_systems_token_cannot_be_moved_by_the_system_itself(platform: Caller) -> None:
    """The policies: what gives rights is written by the administrator alone."""
    from bihuan.web.access import scope

    reach = scope.Scope(
        person_id=platform.system.person_id,
        role="office",
        reads=scope.Span(*scope.WHOLE),
        writes=scope.Span(*scope.WHOLE),
    )
    with scoped(reach):
        assert Token.objects.update(revoked_at=None) == 0
        assert Token.objects.count() == 0


def test_people_are_not_offered_a_system_to_hand_work_to(platform: Caller, acting: Acting, as_: Any) -> None:
    assert "县大数据平台" not in as_("administrator").get("/accounts/").content.decode()
    problem = Steps(acting, lead="office", lead_unit="县帮扶办").acknowledged()
    page = as_("office").get(f"/problems/{problem.pk}/").content.decode()
    assert "唐志明" in page
    assert "县大数据平台" not in page
