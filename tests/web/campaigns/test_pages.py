"""Pages: who may open what, what a wrong form says, the return form as a workbook."""

from __future__ import annotations

import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from bihuan.web.campaigns.models import Answer, Plan, PlanItem
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services.answers import Said
from tests.web.campaigns import kit


@pytest.fixture
def plan(county, acting):
    with acting("office") as actor:
        return kit.uploaded(actor)


@pytest.fixture
def campaign(county, acting):
    with acting("office") as actor:
        return kit.published(actor)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("office", 200),
        ("clerk", 200),
        ("township", 403),
        ("leader", 403),
        ("department", 403),
        ("administrator", 403),
    ],
)
def test_who_may_open_the_review(plan, as_, role, status):
    assert as_(role).get(f"/campaigns/plans/{plan.pk}/").status_code == status


@pytest.mark.parametrize(
    ("role", "status"), [("office", 200), ("clerk", 403), ("inspector", 403), ("village", 403)]
)
def test_who_may_open_publishing(plan, as_, role, status):
    assert as_(role).get(f"/campaigns/plans/{plan.pk}/publish/").status_code == status


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("township", 200),
        ("village", 200),
        ("team", 200),
        ("helper", 200),
        ("assessor", 200),
        ("auditor", 403),
        ("administrator", 403),
    ],
)
def test_who_may_open_a_campaign(campaign, as_, role, status):
    assert as_(role).get(f"/campaigns/{campaign.pk}/").status_code == status


def test_others_find_no_draft(plan, as_):
    assert as_("office_colleague").get(f"/campaigns/plans/{plan.pk}/").status_code == 200
    assert as_("township").get(f"/campaigns/plans/{plan.pk}/file/").status_code == 404


def test_upload_says_what_is_wrong(county, as_, settings):
    settings.PLAN_MAX_BYTES = 10
    client, idem = as_("office"), uuid.uuid4()
    nothing = client.post("/campaigns/plans/new/", {"idem": idem})
    assert nothing.status_code == 422
    assert "请选一个文件，或把文字粘贴到下面。" in nothing.content.decode()
    big = SimpleUploadedFile("方案.txt", b"x" * 11)
    assert "超过" in client.post("/campaigns/plans/new/", {"idem": idem, "file": big}).content.decode()


def test_an_unreadable_document_says_why(county, as_, acting):
    with acting("office") as actor:
        broken = kit.uploaded(actor, "PK\x03\x04 not a document", "坏.docx")
        assert broken.state == Plan.State.UNREADABLE
    page = as_("office").get(f"/campaigns/plans/{broken.pk}/").content.decode()
    assert "没有读出条目" in page
    assert broken.trouble in page


def test_a_confirm_by_form_changes_nothing_that_was_not_touched(plan, as_, acting):
    client = as_("office")
    page = client.get(f"/campaigns/plans/{plan.pk}/?tab=check_item").content.decode()
    with acting("office"):
        row = plan.items.filter(kind="check_item").order_by("order").first()
    assert f'name="version" value="{row.version}"' in page
    sent = {
        "version": row.version, "tab": "check_item", "text": row.text.replace("\n", "\r\n"), "has_who": "1", "who": row.who,
        "persons": "", "kind": row.kind, "no": row.no, "category": row.category,
    }  # fmt: skip
    assert client.post(f"/campaigns/plans/{plan.pk}/items/{row.pk}/confirm/", sent).status_code == 302
    with acting("office"):
        assert PlanItem.objects.get(pk=row.pk).state == PlanItem.State.CONFIRMED


def test_a_refusal_is_said_in_the_panel(plan, as_, acting):
    with acting("office"):
        row = plan.items.filter(kind="check_item").order_by("order").first()
    sent = {"version": row.version, "tab": "check_item", "text": " "}
    answered = as_("office").post(
        f"/campaigns/plans/{plan.pk}/items/{row.pk}/confirm/", sent, headers={"HX-Request": "true"}
    )
    assert answered.status_code == 200
    assert "内容不能空着" in answered.content.decode()


def test_publishing_page_offers_the_documents_own_gates(plan, as_):
    page = as_("office").get(f"/campaigns/plans/{plan.pk}/publish/").content.decode()
    assert "问题不查清不放过，整改不到位不放过，群众对整改不满意不放过" in page
    assert 'value="up_to_standard"' in page
    assert page.count('name="gates"') == 4
    assert page.count('name="gates" value="accepted" id="id_gates_3" checked') == 1
    assert 'value="up_to_standard" id="id_gates_2">' in page


def test_labels_are_json_with_the_hash(plan, as_):
    made = json.loads(as_("office").get(f"/campaigns/plans/{plan.pk}/labels.json").content)
    assert made["sha256"] == plan.sha256
    assert len(made["check_items"]) == 3


def test_the_return_form_holds_what_was_answered(campaign, as_, acting, county):
    with acting("township") as actor:
        row = Answer.objects.filter(unit__name="柳溪镇").order_by("check_item__order").first()
        service.say(actor, row.pk, Said("found", "石坳村 2 户", "修屋面", "已开工", ("on_site",)))
    answered = as_("township").get(f"/campaigns/{campaign.pk}/return.xlsx?unit={county.unit('柳溪镇').pk}")
    rows = [
        [str(cell or "") for cell in line]
        for line in load_workbook(io.BytesIO(answered.content)).active.values
    ]
    head = next(place for place, line in enumerate(rows) if "排查内容" in line)
    first = dict(zip(rows[head], rows[head + 1], strict=False))
    assert (first["排查情况"], first["整改措施"], first["整改进度"]) == ("石坳村 2 户", "修屋面", "已开工")
    assert [line[rows[head].index("排查情况")] for line in rows[head + 2 : head + 4]] == ["未答复", "未答复"]


def test_an_instruction_to_forward_by_form(campaign, as_, acting, county):
    with acting("township"):
        row = Answer.objects.filter(unit__name="柳溪镇").first()
    client = as_("township")
    panel = client.post(
        "/campaigns/answers/forward/", {"pick": row.pk}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "转到村：1 件" in panel
    assert "松湾村" in panel
    assert "下洲村" not in panel
    sent = {"pick": row.pk, "units": county.unit("松湾村").pk, "due": "2020-01-01T10:00"}
    assert "已经过去" in client.post("/campaigns/answers/forward/", sent).content.decode()


def test_a_reminder_is_noted(campaign, as_, acting, county):
    from bihuan.web.journal.models import JournalLine

    town = county.unit("柳溪镇").pk
    assert as_("office").post(f"/campaigns/{campaign.pk}/remind/{town}/").status_code == 204
    assert as_("department").post(f"/campaigns/{campaign.pk}/remind/{town}/").status_code == 403
    with acting("office"):
        assert JournalLine.objects.filter(code="answer.reminded", data__unit="柳溪镇").count() == 1


def test_search_finds_each_kind(campaign, as_):
    client = as_("office")
    assert "排查项目" in client.get("/search/", {"q": "危房"}).content.decode()
    assert "柳溪镇" in client.get("/search/", {"q": "lxz"}).content.decode()
    assert "何敏" in client.get("/search/", {"q": "何敏"}).content.decode()
    assert "没有找到" in client.get("/search/", {"q": "不存在的词"}).content.decode()
