"""The administrator's pages for systems, and the interface's description as a page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.interfaces.api.page import described
from bihuan.web.interfaces.faults import FAULTS
from bihuan.web.interfaces.models import System, Token
from bihuan.web.journal.models import JournalLine
from tests.web.interfaces.callers import Acting, Caller

pytestmark = pytest.mark.django_db


def given(**other: Any) -> dict[str, Any]:
    unit = Unit.objects.get(name="县帮扶办").pk
    return {
        "name": "12345热线",
        "purpose": "转来群众反映",
        "contact": "政务办 李工",
        "unit": unit,
        "role": "clerk",
        "per_minute": 60,
        **other,
    }


def test_a_system_is_registered_gets_a_token_and_the_token_works(
    as_: Any, county: Any, acting: Acting
) -> None:
    admin = as_("administrator")
    assert "没有外部系统" in admin.get("/interfaces/").content.decode()
    made = admin.post("/interfaces/new/", given(), follow=True)
    page = made.content.decode()
    assert "12345热线" in page
    assert "交报送" not in page  # a clerk hands in none
    address = made.redirect_chain[-1][0]
    until = clock.today() + timedelta(days=90)
    answer = admin.post(f"{address}token/", {"name": "正式环境", "scopes": ["problems:read"], "until": until})
    secret = re.search(r"bihuan_[\w-]{43}", answer.content.decode())
    assert secret is not None
    assert "no-store" in answer["Cache-Control"]
    assert secret[0] not in admin.get(address).content.decode()
    headers = {"Authorization": f"Bearer {secret[0]}"}
    assert admin.get("/api/v1/problems", headers=headers).status_code == 200
    with acting("administrator"):
        token = Token.objects.get()
        assert admin.post(f"{address}tokens/{token.pk}/revoke/").status_code == 302
    assert admin.get("/api/v1/problems", headers=headers).status_code == 401
    with acting("auditor"):
        lines = JournalLine.objects.filter(object_type="interfaces.system", object_id=token.system_id)
        said = list(lines.order_by("pk").values_list("code", flat=True))
        assert secret[0] not in str(list(JournalLine.objects.values_list("data", flat=True)))
    assert said == ["system.added", "system.token_made", "system.token_revoked"]


def test_ending_takes_everything_back(as_: Any, platform: Caller) -> None:
    page = as_("administrator").post(f"/interfaces/{platform.system.pk}/end/", follow=True).content.decode()
    assert "已停用，收回令牌 1 个" in page
    assert platform.get("/problems").status_code == 401


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "请填系统名称"),
        ({"role": "auditor"}, "没有这一项"),
        ({"role": "assessor"}, "只能限期"),
        ({"per_minute": "0"}, "不能小于 1"),
        ({"unit": ""}, "请选代表哪个单位"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    as_: Any, county: Any, wrong: dict[str, Any], words: str
) -> None:
    answer = as_("administrator").post("/interfaces/new/", given(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_name_is_taken_once(as_: Any, platform: Caller) -> None:
    answer = as_("administrator").post("/interfaces/new/", given(name="县大数据平台"))
    assert (answer.status_code, "已经有叫" in answer.content.decode()) == (422, True)


def test_the_description_shows_every_operation_and_every_refusal(as_: Any, county: Any) -> None:
    page = as_("township").get("/api/v1/docs").content.decode()
    for operations in described().values():
        for operation in operations:
            assert f'id="{operation.id}"' in page
    for code in FAULTS:
        assert f'id="{code}"' in page


def test_it_is_not_for_visitors(client: Any, county: Any) -> None:
    assert client.get("/api/v1/docs")["Location"].startswith("/accounts/sign-in/")
    assert client.get("/api/v1/openapi.json")["Location"].startswith("/accounts/sign-in/")


def test_systems_out_of_sight_of_others(platform: Caller, acting: Acting) -> None:
    with acting("office"):
        assert list(System.objects.all()) == []
