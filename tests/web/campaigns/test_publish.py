"""Publishing makes what the document says, once."""

from __future__ import annotations

import pytest

from bihuan.web.access import Refused
from bihuan.web.campaigns.models import Answer, Plan, PlanItem
from bihuan.web.campaigns.services import publish
from bihuan.web.campaigns.who import Directory
from tests.web.campaigns import kit

needs_seeds = pytest.mark.skipif(not kit.SEEDS.is_dir(), reason="the published plans are not at hand")


def test_our_own_document_becomes_a_campaign(county, acting):
    with acting("office") as actor:
        campaign = kit.published(actor)
        assert [c.text[:10] for c in campaign.check_items.all()] == [
            "是否建立危房改造台账",
            "是否存在居住在C级或",
            "是否全面开展自来水管",
        ]
        assert campaign.gates == ["found_out", "put_right", "accepted"]
        assert [p.name for p in campaign.phases.all()] == ["动员部署阶段", "问题排查阶段"]
        # 两个乡镇 × 3 项，加县住建局 1 项
        assert Answer.objects.filter(campaign=campaign).count() == 7
        assert campaign.audience == [county.unit("云溪县").pk]


@needs_seeds
def test_seed_004_has_37_check_items_for_every_township(county, acting):
    with acting("office") as actor:
        plan = kit.seed(actor, "004")
        assert plan.items.filter(kind=PlanItem.Kind.CHECK_ITEM).count() == 37
        campaign = kit.published(actor, plan)
        assert campaign.check_items.count() == 37
        # By the labels 32 rows name 各街道. Of the other five, two name 区住建局 alone, and three only departments this
        # county has not got: those fall to the townships.
        housing, water = county.unit("县住建局"), county.unit("县水利局")
        assert campaign.check_items.filter(units__contains=[housing.pk]).count() == 7
        assert campaign.check_items.filter(units__contains=[water.pk]).count() == 0
        assert Answer.objects.filter(campaign=campaign, unit=housing).count() == 7
        assert Answer.objects.filter(campaign=campaign, unit=county.unit("柳溪镇")).count() == 35


@needs_seeds
def test_seed_003_has_23_problems_with_their_measures(county, acting):
    with acting("office") as actor:
        plan = kit.seed(actor, "003")
        campaign = kit.published(actor, plan)
        assert campaign.check_items.filter(kind="problem").count() == 23
        assert all(c.measures for c in campaign.check_items.all())
        assert Answer.objects.filter(campaign=campaign).count() == 23 * 2
        assert [str(p.starts) for p in campaign.phases.all()] == ["2022-06-01", "2022-06-11", "2022-07-11"]


def test_publishing_again_gives_the_same_campaign(county, acting):
    with acting("office") as actor:
        plan = kit.reviewed(actor, kit.uploaded(actor))
        first = publish.publish(actor, plan.pk, kit.terms(plan))
        count = Answer.objects.count()
        assert publish.publish(actor, plan.pk, kit.terms(plan)).pk == first.pk
        assert Answer.objects.count() == count


def test_what_is_not_reviewed_is_not_published(county, acting):
    with acting("office") as actor:
        plan = kit.uploaded(actor)
        lacks = publish.missing(publish.live_items(plan), Directory())
        assert lacks[0] == f"还差 {plan.items.exclude(kind='measure').count()} 项没有核对"
        assert lacks[1] == "1 个单位名没有对上：县水力局"
        with pytest.raises(Refused, match="还差"):
            publish.publish(actor, plan.pk, kit.terms(plan))
        assert Plan.objects.get(pk=plan.pk).state == Plan.State.READ


def test_a_clerk_reviews_but_does_not_publish(county, acting):
    with acting("clerk") as actor:
        plan = kit.reviewed(actor, kit.uploaded(actor))
        with pytest.raises(Refused, match="不能发布"):
            publish.publish(actor, plan.pk, kit.terms(plan))
