"""A plan through a real browser, a real worker and a real database; and what a double click or a killed worker leaves."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from bihuan.web.campaigns.models import Answer, Campaign, Plan, PlanEdit, PlanItem
from bihuan.web.campaigns.services import publish, upload
from bihuan.web.jobs.models import JobProgress
from tests.browser import wait_for
from tests.signed import acting as acting_as
from tests.web.campaigns import kit
from tests.world import PASSWORD

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def db_access(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def sign_in(page, live, who: str) -> None:
    page.goto(f"{live.url}/accounts/sign-in/")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{live.url}/")


def test_from_upload_to_answers_by_keyboard(live, page, tmp_path, db_access):
    file = tmp_path / "方案.txt"
    file.write_text(kit.DOCUMENT)
    sign_in(page, live, "office")
    page.goto(f"{live.url}/campaigns/plans/new/")
    page.set_input_files("input[type=file]", file)
    page.click("main button[type=submit]")
    page.wait_for_url("**/campaigns/plans/*/")
    assert "发布（还差" in page.inner_text("#review-acts")
    page.locator("#doc mark.on").first.wait_for()

    page.click(".unknown summary")
    page.select_option(".unknown select", label="县水利局")
    page.click(".unknown button")
    page.wait_for_selector(".unknown", state="detached")
    page.keyboard.press("e")
    page.keyboard.type("（补）")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#review-acts b:text('1')")
    page.keyboard.press("Control+z")
    page.wait_for_selector("#review-acts b:text('0')")
    for _ in range(12):
        if page.inner_text("#panel [aria-current=true]") == "先看 0":
            break
        before = page.get_attribute("#panel", "data-item")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#panel:not([data-item='{before}'])")
    page.click("#review-acts a.btn-primary")
    page.click("main form.look button[type=submit]")
    page.wait_for_url(f"{live.url}/campaigns/*/")
    assert "份答复等各单位办" in page.inner_text("main .note")
    assert (
        page.inner_text(".figs a:first-child b") == "8"
    )  # two townships for three items, 县住建局, 县水利局

    page.context.clear_cookies()
    sign_in(page, live, "township")
    page.goto(f"{live.url}/campaigns/answers/")
    for place in range(2):
        page.locator("tbody input[type=checkbox]").nth(place).check()
    page.select_option("form.bulk select[name=looked]", "record")
    page.click("form.bulk button:has-text('一并答')")
    assert "答了 2 项：没有发现问题" in page.inner_text("main .note")


def test_a_killed_worker_leaves_one_reading(live, db_access):
    with acting_as("office") as office:
        file = kit.DOCUMENT.encode()
        plan = upload.paste(office, "方案", file.decode(), uuid.uuid4())
    wait_for(lambda: _begun(plan.run_id), "任务没有开始", 60)
    live.kill("worker")
    live.start("worker")
    wait_for(lambda: _state(plan.pk) == Plan.State.READ, "方案没有读出来", 60)
    with acting_as("office"):
        assert PlanItem.objects.filter(plan=plan.pk, kind="check_item").count() == 3


def _begun(run_id: int) -> bool:
    with acting_as("office"):
        return JobProgress.objects.get(run=run_id).started_at is not None


def _state(pk: int) -> str:
    with acting_as("office"):
        return Plan.objects.get(pk=pk).state


def _four_at_once(work: Callable[[int], int]) -> list[int]:
    """What four threads get, each with a connection of its own."""

    def alone(number: int) -> int:
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(alone, range(4)))


def test_a_double_click_uploads_and_publishes_once(db_access):
    idem = uuid.uuid4()

    def take(_n: int) -> int:
        with acting_as("office") as office:
            return upload.paste(office, "方案", kit.DOCUMENT, idem).pk

    assert len(set(_four_at_once(take))) == 1
    with acting_as("office") as office:
        from bihuan.web.campaigns.services import reading

        plan = reading.read(office, Plan.objects.get().pk, kit.nothing)
        kit.reviewed(office, plan)

    def send(_n: int) -> int:
        with acting_as("office") as office:
            return publish.publish(office, plan.pk, kit.terms(plan)).pk

    assert len(set(_four_at_once(send))) == 1
    with acting_as("office"):
        assert (Campaign.objects.count(), Answer.objects.count()) == (1, 7)
        assert PlanEdit.objects.filter(plan=plan).exists()
