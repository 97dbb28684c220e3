"""Papers: figures from live rows, issued once and for all, corrected by another, read by those they name and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bihuan.documents.papers import KINDS, shipped, shown
from bihuan.web.access import Conflict, Refused
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock, files
from bihuan.web.inbox import reading
from bihuan.web.papers import services
from bihuan.web.papers.gather import gathered
from bihuan.web.papers.models import IssuedPaper, Paper, PaperScan, PaperTemplate
from tests.documents.layout_check import faults
from tests.documents.test_papers import template
from tests.web.papers.conftest import Desk
from tests.web.problems.steps import LIUXI, Steps, paper, photo


def words(data: bytes) -> str:
    return "\n".join(block.words or "\n".join("|".join(row) for row in block.rows) for block in shown(data))


def stored(sha256: str) -> bytes:
    return files.path(sha256).read_bytes()


def data_of(paper: Paper, acting: Any) -> dict[str, Any]:
    with acting("office"):
        return gathered(Paper.objects.select_related("campaign", "about").get(pk=paper.pk))


def test_a_plan_says_the_campaigns_items(desk: Desk, acting: Any) -> None:
    data = data_of(desk.drafted("plan"), acting)
    assert [(c["ordinal"], c["name"], [i["text"] for i in c["items"]]) for c in data["categories"]] == [
        (
            "一",
            "住房安全保障",
            ["是否建立危房改造台账，做到应改尽改。", "是否存在居住在C级或D级危房的现象。"],
        ),
        ("二", "饮水安全保障", ["是否全面开展自来水管线建设，提高供水入户率。"]),
    ]
    assert data["gates"] == "问题查清、整改到位、群众满意"
    assert [p["dates"] for p in data["phases"]] == [
        "2026年11月25日至2026年12月13日",
        "2026年12月14日至2026年12月31日",
    ]
    assert data["title"] == "云溪县防止返贫致贫问题排查工作方案"


def test_a_summary_counts_the_rows(desk: Desk, steps: Steps, acting: Any, campaign: Campaign) -> None:
    """By hand: three items; 2 townships x 2 and the department 1 + ... as published; one answered, found."""
    with acting("office"):
        item = campaign.check_items.order_by("order")[0]
        asked = campaign.answers.count()
    steps.closed(campaign=campaign, check_item=item, title="甲村饮水断了")
    steps.assigned(campaign=campaign, check_item=item, title="乙村屋面漏雨", severity="severe")
    steps.raised(campaign=campaign, title="丙村台账不全")
    data = data_of(desk.drafted("summary"), acting)
    assert (data["asked"], data["answered"], data["answers_found"]) == (str(asked), "1", "1")
    assert (data["raised"], data["closed"], data["open"], data["late"], data["severe"]) == (
        "3",
        "1",
        "2",
        "0",
        "1",
    )
    assert data["closed_share"] == "33.3%"
    rows = {row["name"]: row for row in data["categories"]}
    assert {k: rows["住房安全保障"][k] for k in ("items", "found", "raised", "closed", "open", "share")} == {
        "items": "2", "found": "1", "raised": "2", "closed": "1", "open": "1", "share": "50%",
    }  # fmt: skip
    assert rows["其他途径发现"]["raised"] == "1"
    assert {p["title"] for p in data["open_problems"]} == {"乙村屋面漏雨", "丙村台账不全"}


def test_the_questions_of_a_summary_do_not_grow_with_its_rows(
    desk: Desk, steps: Steps, acting: Any, campaign: Campaign
) -> None:
    draft = desk.drafted("summary")
    steps.raised(campaign=campaign)

    def asked() -> int:
        with acting("office"), CaptureQueriesContext(connection) as seen:
            gathered(Paper.objects.select_related("campaign", "about").get(pk=draft.pk))
        return len(seen)

    few = asked()
    for number in range(4):
        steps.assigned(campaign=campaign, title=f"又一个问题{number}")
    assert asked() == few


def test_a_circular_names_who_is_late_and_only_they_read_it(
    desk: Desk, late: None, acting: Any, as_: Any
) -> None:
    made = desk.issued("circular")
    named = {row["unit"]: row for row in made.data["units"]}
    assert set(named) == {"柳溪镇", "望岭乡", "县住建局"}
    assert (named["柳溪镇"]["answers"], named["望岭乡"]["answers"], named["柳溪镇"]["days"]) == (
        "2",
        "3",
        "3",
    )
    assert "缺报送0份" in words(stored(made.sha256))
    for who in ("township", "township_outsider", "department", "office", "clerk"):
        assert as_(who).get(f"/papers/issued/{made.pk}/").status_code == 200, who
    for who in ("department_outsider", "leader", "backing"):
        assert as_(who).get(f"/papers/issued/{made.pk}/").status_code == 404, who
    assert as_("auditor").get(f"/papers/issued/{made.pk}/").status_code == 403


def test_nobody_late_is_no_circular(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有单位逾期"):
        desk.issued("circular")


def test_a_letter_says_what_inspection_found_with_that_unit(
    desk: Desk, steps: Steps, acting: Any, as_: Any, campaign: Campaign
) -> None:
    steps.assigned(campaign=campaign, title="屋面漏雨。", source="inspection", text="两间房漏。")
    steps.assigned(campaign=campaign, title="自己查到的", source="self")
    made = desk.issued("letter", "柳溪镇", reply_by=clock.today() + timedelta(days=9))
    said = words(stored(made.sha256))
    assert "屋面漏雨" in said
    assert "两间房漏。" in said
    assert "自己查到的" not in said
    assert "前书面回复" in said
    assert as_("township").get(f"/papers/issued/{made.pk}/").status_code == 200
    assert as_("village").get(f"/papers/issued/{made.pk}/").status_code == 200
    assert as_("township_outsider").get(f"/papers/issued/{made.pk}/").status_code == 404
    with pytest.raises(Refused, match="望岭乡没有督查发现"):
        desk.issued("letter", "望岭乡", number="云乡振〔2026〕2号")


def test_a_claim_sheet_has_the_units_answers(desk: Desk, acting: Any) -> None:
    data = data_of(desk.drafted("claim", "柳溪镇"), acting)
    assert (data["item_count"], data["claimed"]) == ("3", "1")
    first = data["items"][0]
    assert (first["answer"], first["words"], first["by"]) == ("发现问题", "两户住在危房里。", "何敏")
    assert data["items"][1]["answer"] == ""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_of_live_rows_in_the_official_layout(
    kind: str, desk: Desk, steps: Steps, campaign: Campaign, late: None
) -> None:
    steps.assigned(campaign=campaign, source="inspection")
    made = desk.issued(kind, "柳溪镇" if KINDS[kind].one_unit else "")
    assert faults(stored(made.sha256)) == []
    assert "{" not in words(stored(made.sha256))


def test_the_public_version_covers_numbers(desk: Desk, late: None) -> None:
    made = desk.issued("circular", closing="联系人电话 13812345678。")
    assert "13812345678" in words(stored(made.sha256))
    assert "138****5678" in words(stored(made.public_sha256))


def test_what_was_issued_never_changes(
    desk: Desk, late: None, acting: Any, steps: Steps, campaign: Campaign
) -> None:
    made = desk.issued("circular")
    before = stored(made.sha256)
    with acting("office") as actor:
        with pytest.raises(Refused, match="已经签发，不能再改"):
            services.change(actor, made.draft_id, made.draft.version, {"title": "改了"})
        with pytest.raises(Refused, match="已经签发"):
            services.issue(actor, made.draft_id, made.draft.version)
        with pytest.raises(Refused, match="不能撤掉"):
            services.drop(actor, made.draft_id)
    for sql in ("update papers_issuedpaper set title = 'x'", "delete from papers_issuedpaper"):
        with (
            pytest.raises(DatabaseError),
            acting("office"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    steps.raised(campaign=campaign)
    assert stored(made.sha256) == before


def test_the_owner_of_the_database_is_refused_too(desk: Desk, late: None) -> None:
    desk.issued("circular")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("update papers_issuedpaper set title = 'x'")


def test_a_correction_is_another_issue_and_both_are_seen(
    desk: Desk, late: None, acting: Any, as_: Any
) -> None:
    first = desk.issued("circular")
    with acting("office") as actor:
        draft = services.correct(actor, first.pk)
        assert services.correct(actor, first.pk).pk == draft.pk
        draft = services.change(
            actor, draft.pk, draft.version, {"number": "云乡振〔2026〕2号", "dated": clock.today()}
        )
        second = services.issue(actor, draft.pk, draft.version)
        with pytest.raises(Refused, match="已经有更正"):
            services.correct(actor, first.pk)
    assert second.corrects_id == first.pk
    page = as_("township").get(f"/papers/issued/{first.pk}/").content.decode()
    assert "这一份已经更正" in page
    assert "云乡振〔2026〕2号" in page
    assert "是对" in as_("township").get(f"/papers/issued/{second.pk}/").content.decode()


def test_what_is_missing_is_said_before_issuing(desk: Desk, late: None, acting: Any) -> None:
    draft = desk.drafted("circular")
    with acting("office") as actor:
        with pytest.raises(Refused, match="还没有填发文字号、成文日期"):
            services.issue(actor, draft.pk, draft.version)
        with pytest.raises(Conflict):
            services.issue(actor, draft.pk, draft.version + 1)
    desk.issued("circular")
    with pytest.raises(Refused, match="已经用过"):
        desk.issued("circular")
    with acting("office"):
        assert IssuedPaper.objects.count() == 1


def test_drafts_are_the_offices_own(desk: Desk, as_: Any, acting: Any, campaign: Campaign) -> None:
    draft = desk.drafted("plan")
    assert as_("clerk").get(f"/papers/drafts/{draft.pk}/").status_code == 200
    for who in ("township", "leader", "inspector", "assessor"):
        assert as_(who).get(f"/papers/drafts/{draft.pk}/").status_code == 403, who
        assert "起草一份" not in as_(who).get(f"/papers/campaigns/{campaign.pk}/").content.decode()
    with acting("township") as actor:
        assert not Paper.objects.exists()
        with pytest.raises(Refused):
            services.draft(actor, campaign, "plan")
    with acting("clerk") as actor, pytest.raises(Refused):
        services.issue(actor, draft.pk, draft.version)


def test_scans_are_attached_and_read_by_the_same(desk: Desk, late: None, acting: Any, as_: Any) -> None:
    made = desk.issued("circular")
    with acting("office") as actor:
        data = paper().getvalue()
        first = services.scan(actor, made.pk, BytesIO(data), "盖章.pdf")
        assert services.scan(actor, made.pk, BytesIO(data), "又一次.pdf").pk == first.pk
        services.scan(actor, made.pk, photo(), "盖章.jpg")
        with pytest.raises(Refused):
            services.scan(actor, made.pk, BytesIO(b"MZ"), "坏.exe")
        assert PaperScan.objects.count() == 2
    assert as_("township").get(f"/papers/scans/{first.pk}/").status_code == 200
    assert as_("leader").get(f"/papers/scans/{first.pk}/").status_code == 404
    with acting("township") as actor, pytest.raises(Refused):
        services.scan(actor, made.pk, paper(), "别人的.pdf")


def test_the_office_goes_the_whole_way_by_forms(campaign: Campaign, as_: Any, late: None) -> None:
    office = as_("office")
    new = office.post(f"/papers/campaigns/{campaign.pk}/", {"kind": "letter", "about": ""})
    assert new.status_code == 422
    assert "请选是哪个单位" in new.content.decode()
    new = office.post(f"/papers/campaigns/{campaign.pk}/", {"kind": "circular", "about": ""})
    page = office.get(new["Location"]).content.decode()
    assert "先填发文字号、成文日期" in page
    assert "柳溪镇" in page
    form = {
        "title": "关于排查答复情况的通报", "addressee": "各乡镇", "opening": "现通报如下。", "closing": "照办。", "issuer": "县帮扶办",
        "number": "云乡振〔2026〕9号", "dated": "2026-12-09", "version": "1",
    }  # fmt: skip
    assert office.post(new["Location"], {**form, "title": ""}).status_code == 422
    assert office.post(new["Location"], form).status_code == 302
    stale = office.post(new["Location"], form)
    assert stale.status_code == 422
    assert "刚被别人改过" in stale.content.decode()
    assert office.get(f"{new['Location']}paper.docx").content[:2] == b"PK"
    done = office.post(f"{new['Location']}issue/", {"version": "2"})
    assert done.status_code == 302, done.content.decode()
    assert "关于排查答复情况的通报" in office.get(done["Location"]).content.decode()
    sent = as_("township").get(f"{done['Location']}paper.docx")
    assert "现通报如下。" in words(sent.content)
    again = office.post(f"{new['Location']}issue/", {"version": "2"})
    assert again.status_code == 422
    scanned = office.post(f"{done['Location']}scan/", {"file": paper()})
    assert scanned.status_code in (302, 422)


def test_an_own_template_is_used_and_given_up_again(desk: Desk, late: None, as_: Any, acting: Any) -> None:
    office = as_("office")
    own = template("本办的样子 {{ title }}", "{{ closing }}")
    bad = office.post("/papers/templates/circular/", {"file": named(template("{{ nobody }}"), "坏.docx")})
    assert bad.status_code == 422
    assert "没有“nobody”这个字段" in bad.content.decode().replace("&quot;", '"')
    assert office.post("/papers/templates/circular/", {"file": named(own, "样子.docx")}).status_code == 302
    assert office.post("/papers/templates/circular/", {"file": named(own, "样子二.docx")}).status_code == 302
    made = desk.issued("circular")
    assert words(stored(made.sha256)).startswith("本办的样子")
    assert made.template is not None
    assert made.template.no == 2
    page = office.get("/papers/templates/circular/").content.decode()
    assert "第 2 版" in page
    assert "第 1 版" in page
    assert office.get(f"/papers/templates/versions/{made.template_id}/").content == own
    assert office.post("/papers/templates/circular/back/").status_code == 302
    with acting("office") as actor:
        assert services.in_force(actor.unit_id, "circular") is None
        assert PaperTemplate.objects.count() == 2
    assert office.get("/papers/templates/circular/shipped.docx").content == shipped("circular")
    assert as_("township").get("/papers/templates/circular/").status_code == 403
    assert office.get("/papers/templates/nothing/").status_code == 404


def named(data: bytes, name: str) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def test_every_field_stands_on_its_page(as_: Any, db: None) -> None:
    office = as_("office")
    for kind in KINDS.values():
        page = office.get(f"/papers/templates/{kind.key}/").content.decode()
        for field in kind.fields:
            assert f"{{{{ {field.name} }}}}" in page
        for rows in kind.lists:
            for field in rows.fields:
                assert f"{{{{ x.{field.name} }}}}" in page


def test_a_dropped_draft_leaves_the_list(desk: Desk, as_: Any, campaign: Campaign) -> None:
    draft = desk.drafted("plan")
    office = as_("office")
    assert draft.title in office.get(f"/papers/campaigns/{campaign.pk}/").content.decode()
    assert office.post(f"/papers/drafts/{draft.pk}/drop/").status_code == 302
    assert office.post(f"/papers/drafts/{draft.pk}/drop/").status_code == 302
    page = office.get(f"/papers/campaigns/{campaign.pk}/").content.decode()
    assert f"/papers/drafts/{draft.pk}/" not in page


def test_villages_count_for_their_township(
    desk: Desk, steps: Steps, acting: Any, campaign: Campaign, late: None
) -> None:
    village = Steps(acting, lead="village", lead_unit="松湾村")
    with clock.frozen(clock.now() - timedelta(days=10)):
        village.assigned(campaign=campaign, area_code=LIUXI + 3)
    with clock.frozen(clock.now() + timedelta(days=5)):
        data = data_of(desk.drafted("circular"), acting)
    row = next(row for row in data["units"] if row["unit"] == "柳溪镇")
    assert row["problems"] == "1"
    assert Unit.objects.get(name="松湾村").pk not in data["unit_ids"]


def test_whom_it_names_is_told_and_nobody_else(desk: Desk, late: None, acting: Any, as_: Any) -> None:
    made = desk.issued("circular")
    desk.issued("plan", number="云乡振〔2026〕2号")
    told = {}
    for who in ("township", "township_outsider", "department", "department_outsider", "office", "leader"):
        with acting(who) as actor:
            told[who] = [n for n in reading.of(actor).order_by("pk") if n.kind == "paper"]
    assert {who: len(rows) for who, rows in told.items()} == {
        "township": 1, "township_outsider": 1, "department": 1, "department_outsider": 0, "office": 0, "leader": 0,
    }  # fmt: skip
    with acting("township"):
        said = reading.told(told["township"])[0]
    assert (said.title, said.number, said.url) == (made.title, made.number, f"/papers/issued/{made.pk}/")
    assert "签发通报" in said.words
    assert made.title in as_("township").get("/inbox/").content.decode()
