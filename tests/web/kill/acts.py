"""What is interrupted: an upload and a close-out, by browser; and what must stand in the database afterwards."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from bihuan.web.config import clock, files
from bihuan.web.journal.verify import verify
from bihuan.web.problems import services
from tests.signed import acting
from tests.web.campaigns.kit import DOCUMENT
from tests.web.kill.conftest import House
from tests.web.problems.steps import Steps
from tests.world import PASSWORD

ITEMS = 3  # check items of DOCUMENT
GROUND = "到户看过，群众认可。"


def sign_in(page: Any, house: House, key: str) -> None:
    """That person at the page."""
    page.goto(f"{house.live.url}/accounts/sign-in/")
    page.fill("#id_username", key)
    page.fill("#id_password", PASSWORD)
    page.click("form .btn-big")
    page.wait_for_url(f"{house.live.url}/")


def open_upload(page: Any, house: House) -> None:
    """The form with the document chosen."""
    page.goto(f"{house.live.url}/campaigns/plans/new/")
    page.set_input_files(
        "input[name=file]", {"name": "方案.txt", "mimeType": "text/plain", "buffer": DOCUMENT.encode()}
    )


def press(page: Any) -> None:
    """Presses the button of the form in hand; does not wait for the answer."""
    page.locator("main form button.btn-primary[type=submit]").locator("visible=true").first.click(
        no_wait_after=True
    )


def uploaded_once(house: House) -> None:
    """One plan, one run, one entry in the queue, the file whole, and a chain that holds."""
    sha256 = hashlib.sha256(DOCUMENT.encode()).hexdigest()
    assert house.ask("select sha256 from campaigns_plan") == [(sha256,)]
    assert files.path(sha256).read_bytes() == DOCUMENT.encode()
    assert house.ask("select count(*) from jobs_jobrun") == [(1,)]
    assert house.ask("select count(*) from jobs_jobprogress") == [(1,)]
    assert house.ask("select count(*) from procrastinate_jobs where task_name = 'bihuan.run'") == [(1,)]
    assert house.ask("select count(*) from journal_journalline where code = 'plan.uploaded'") == [(1,)]
    chained(house)


def read_once(house: House) -> None:
    """The plan is read, its items are there once."""
    assert house.ask("select state from campaigns_plan") == [("read",)]
    assert house.ask(
        "select count(*), count(distinct key) from campaigns_planitem where kind = 'check_item'"
    ) == [(ITEMS, ITEMS)]
    assert house.ask("select count(*) from campaigns_planitem group by kind, key having count(*) > 1") == []
    assert house.ask("select state, count(*) from jobs_jobrun group by state") == [("done", 1)]
    assert house.ask("select count(*) from journal_journalline where code = 'plan.read'") == [(1,)]
    chained(house)


def almost_closed() -> int:
    """A submitted problem with one gate left; its id."""
    problem = Steps(acting).submitted()
    with acting("inspector") as actor:
        for kind in ("found_out", "put_right", "up_to_standard"):
            services.pass_gate(actor, problem, kind, "现场看过，属实")
    return int(problem.pk)


def open_last_gate(page: Any, house: House, pk: int) -> dict[str, str]:
    """The problem's page with the last gate's form filled in; what the form would send."""
    page.goto(f"{house.live.url}/problems/{pk}/")
    form = page.locator("#act-pass_gate")
    for fold in form.locator("xpath=ancestor::details").all():
        if fold.get_attribute("open") is None:
            fold.locator("xpath=./summary").click()
    form.locator("[name=ground]").fill(GROUND)
    given: dict[str, str] = form.evaluate("f => Object.fromEntries(new FormData(f))")
    return given


def press_last_gate(page: Any) -> None:
    """Presses the button; does not wait for the answer."""
    page.locator("#act-pass_gate button[type=submit]").click(no_wait_after=True)


def send_again(page: Any, house: House, pk: int, given: dict[str, str]) -> int:
    """What a reload of the broken page sends: the same form once more. Returns the status, redirects not followed."""
    address = f"{house.live.url}/problems/{pk}/do/pass_gate/"
    headers = {"Referer": f"{house.live.url}/problems/{pk}/"}
    return int(page.context.request.post(address, form=given, headers=headers, max_redirects=0).status)


def untouched(house: House, pk: int) -> None:
    """Nothing of the close-out is there."""
    assert house.ask("select state, closed_at from problems_problem where id = %s", pk) == [
        ("submitted", None)
    ]
    assert gates(house, pk) == [("passed", 3), ("waiting", 1)]
    assert house.ask("select count(*) from problems_lookback") == [(0,)]
    chained(house)


def closed_once(house: House, pk: int) -> None:
    """Closed, with its gates, one look-back on its day and one line each in a chain that holds."""
    assert house.ask("select state, closed_at is not null from problems_problem where id = %s", pk) == [
        ("closed", True)
    ]
    assert gates(house, pk) == [("passed", 4)]
    assert house.ask("select due_on from problems_lookback where problem_id = %s", pk) == [
        (clock.today() + timedelta(days=90),)
    ]
    lines = "select count(*) from journal_journalline where object_type = 'problems.problem' and object_id = %s and code = %s"
    assert house.ask(lines, pk, "problem.closed") == [(1,)]
    assert house.ask(lines, pk, "problem.gate_passed") == [(4,)]
    chained(house)


def gates(house: House, pk: int) -> list[tuple[Any, ...]]:
    """How many gates are in which state."""
    return house.ask(
        "select state, count(*) from problems_gate where problem_id = %s group by state order by state", pk
    )


def chained(house: House) -> None:
    """Every line is sealed, and the seals hold."""
    verdict = verify()
    assert (verdict.holds, verdict.why) == (True, "")
    assert house.ask("select count(*) from journal_journalline") == [(verdict.lines,)]
