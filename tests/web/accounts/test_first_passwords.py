"""First passwords for people newly imported: one workbook, valid at once, kept nowhere."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from bihuan.web.access import Refused
from bihuan.web.accounts import services
from bihuan.web.accounts.models import Account
from tests import signed


@pytest.mark.django_db
def test_the_workbook_holds_passwords_that_work_and_must_be_changed(county: Any, as_: Any) -> None:
    people = [signed.post_of(key)[0] for key in ("village", "team")]
    answer = as_("administrator").post("/accounts/people/first-passwords/", {"pick": [p.pk for p in people]})
    rows = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(BytesIO(answer.content))["初始密码"].rows
    ]
    assert rows[0] == ["单位", "姓名", "账号", "初始密码"]
    assert {row[1] for row in rows[1:]} == {"段红梅", "李满春"}
    with signed.acting("administrator"):
        accounts = {a.username: a for a in Account.objects.filter(person__in=people)}
        assert all(
            accounts[row[2]].check_password(row[3]) and accounts[row[2]].must_change for row in rows[1:]
        )


@pytest.mark.django_db
def test_nobody_ticked_is_said_and_changes_nothing(county: Any, as_: Any) -> None:
    page = as_("administrator").post("/accounts/people/first-passwords/", {}, follow=True).content.decode()
    assert "还没有勾选人员" in page


@pytest.mark.django_db
def test_more_than_fifty_are_refused(county: Any) -> None:
    with signed.acting("administrator") as actor, pytest.raises(Refused, match="一次最多给 50 人"):
        services.first_passwords(actor, [signed.post_of("village")[0]] * 51)
