"""What a return is filled with: the unit's own answers, its villages', all units' returns, counted work."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import counting, making, returns
from bihuan.web.campaigns.duties.counting import Work
from bihuan.web.campaigns.duties.sheets import live, merging, opening, reading
from bihuan.web.campaigns.models import Answer, DutyCount, Return, ReturnTerms, ReturnVersion
from bihuan.web.campaigns.services import answers
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.config import clock
from tests.web.campaigns.duties import papers

SEEN = ("on_site",)


def answer(unit: str, no: str) -> Answer:
    return Answer.objects.get(unit__short_name=unit, check_item__no=no)


def say(
    actor, unit: str, no: str, state: str = "found", text: str = "", number: int | None = None, **more
) -> None:
    counted = "户" if number else ""
    many = Decimal(number) if number is not None else None
    answers.say(
        actor, answer(unit, no).pk, Said(state, text, looked=SEEN, number=many, counted_in=counted, **more)
    )


def line(row: Return, no: str) -> live.Live:
    present = merging.lines(row) if row.merged else live.lines(row)
    return next(each for each in present if each.no == no)


def test_a_units_answers_stand_in_the_order_of_the_annex(posts, owed):
    say(posts["township"], "柳溪镇", "1", "none_found")
    say(
        posts["township"],
        "柳溪镇",
        "2",
        text="三户住在危房里。",
        number=3,
        measures="搬出来",
        progress="正在搬",
    )
    first, second, third = live.lines(owed())
    assert (first.no, first.category, first.situation, first.number) == (
        "1",
        "住房安全保障",
        "没有发现问题。",
        0,
    )
    # The number stands in the words only where they do not say it.
    assert second.situation == "三户住在危房里。（3 户）"
    assert (second.measures, second.progress, second.number, second.counted_in) == (
        "搬出来",
        "正在搬",
        3,
        "户",
    )
    assert (third.situation, third.number, third.answered) == ("未答复", None, False)
    say(posts["township"], "柳溪镇", "2", text="查到3户住在危房里。", number=3)
    assert line(owed(), "2").situation == "查到3户住在危房里。"


def test_a_department_has_only_its_own_items(posts, owed):
    assert [each.no for each in live.lines(owed("县住建局"))] == ["1"]


def test_a_township_says_what_its_villages_said_and_who_has_not(posts, owed, acting):
    row = owed()
    with acting("township"):
        villages = Unit.objects.filter(kind="village", chain__contains=[posts["township"].unit_id]).order_by(
            "pinyin"
        )
        names = [v.short_name for v in villages]
        due = clock.now() + timedelta(days=1)
        Answer.objects.update(due_at=clock.now() + timedelta(days=5))
        answers.forward(posts["township"], [answer("柳溪镇", "2").pk], [v.pk for v in villages], due)
        assert line(row, "2").situation == "未答复"
        say(posts["township"], names[0], "2", text="两户。", number=2)
        half = line(row, "2")
        assert half.situation == f"{names[0]}：两户。（2 户）\n{'、'.join(names[1:])}未答复。"
        assert (half.number, half.answered) == (None, False)
        for name in names[1:]:
            say(posts["township"], name, "2", "none_found")
        whole = line(row, "2")
        assert whole.situation == f"{names[0]}：两户。（2 户）\n{'、'.join(names[1:])}：没有发现问题。"
        assert (whole.number, whole.counted_in, whole.answered) == (2, "户", True)
        # Once the township has summed it up, its own words hold, and nothing stands twice.
        answers.sum_up(posts["township"], [answer("柳溪镇", "2").pk])
        assert line(row, "2").situation == f"{names[0]}：两户。（2 户）"
        assert line(row, "2").number == 2


def test_of_items_asked_again_the_period_of_the_return_is_taken(posts, paper, office):
    rows = Answer.objects.filter(unit__short_name="柳溪镇", check_item__no="1")
    (first,) = rows
    Answer.objects.filter(pk=first.pk).update(period=date(2020, 1, 4), state="none_found", text="一月的")
    for day, text in ((date(2020, 2, 4), "二月的"), (date(2020, 3, 4), "三月的")):
        Answer.objects.create(
            campaign=paper, check_item=first.check_item, unit=first.unit, period=day, area_code=first.area_code,
            units=first.units, due_at=first.due_at, state="none_found", text=text,
        )  # fmt: skip
    of = {
        day: Return.objects.get(unit=first.unit, due=date.fromisoformat(day))
        for day in ("2020-01-04", "2020-02-04", "2020-06-04")
    }
    assert [line(row, "1").situation for row in of.values()] == ["一月的", "二月的", "三月的"]


def test_all_units_returns_are_put_together_and_summed(posts, owed, office):
    say(posts["township"], "柳溪镇", "2", text="三户。", number=3, measures="搬")
    say(posts["township_outsider"], "望岭乡", "2", text="两户。", number=2)
    say(posts["township"], "柳溪镇", "1", "none_found")
    say(posts["township_outsider"], "望岭乡", "1", "none_found")
    for post, unit in (("township", "柳溪镇"), ("township_outsider", "望岭乡")):
        returns.hand_in(posts[post], owed(unit).pk)
    merged = returns.merge(office, owed().obligation_id, owed().due)
    assert merging.missing(merged) == ["县住建局"]
    # Townships in the order of their names' pinyin; equal words are said once, with who said them.
    two = line(merged, "2")
    assert two.situation == "合计 5 户。\n柳溪镇：三户。（3 户）\n望岭乡：两户。（2 户）"
    assert (two.number, two.counted_in, two.measures) == (5, "户", "柳溪镇：搬")
    assert line(merged, "1").situation == "柳溪镇、望岭乡：没有发现问题。"
    assert line(merged, "3").situation == "柳溪镇、望岭乡：未答复"
    assert (line(merged, "3").number, line(merged, "3").answered) == (None, False)
    assert returns.merge(office, owed().obligation_id, owed().due).pk == merged.pk


def test_a_sum_of_what_somebody_did_not_count_is_unknown(posts, owed, office):
    say(posts["township"], "柳溪镇", "2", text="三户。", number=3)
    say(posts["township_outsider"], "望岭乡", "2", text="有的。")
    for post, unit in (("township", "柳溪镇"), ("township_outsider", "望岭乡")):
        returns.hand_in(posts[post], owed(unit).pk)
    found = line(returns.merge(office, owed().obligation_id, owed().due), "2")
    assert (found.number, found.situation) == (None, "柳溪镇：三户。（3 户）\n望岭乡：有的。")


def test_many_units_with_the_same_words_are_counted():
    said = [(f"{n}村", "没有") for n in range(7)] + [("八村", "有"), ("九村", " ")]
    assert live.together(said) == ["0村、1村、2村、3村、4村等 7 个单位：没有", "八村：有"]


DAILY = papers.DOCUMENT.replace(
    "建立月报制度", "各乡镇每日17时前将当日走访情况报县帮扶办。建立月报制度"
).replace("各村每月走访不少于2次", "各村每天走访不少于2户")


def test_daily_figures_are_a_return_of_a_day(county, acting, posts):
    """As in the plan of 2019: what villages noted that day is their township's figure of the day."""
    with acting("office") as office, clock.frozen(papers.at("2019-12-06")):
        campaign = papers.published(office, DAILY)
        terms = ReturnTerms.objects.get(obligation__rule="daily")
        assert (terms.carries, terms.level) == ("figures", "asked")
        rows = Return.objects.filter(obligation=terms.obligation, unit__short_name="柳溪镇")
        today = rows.get(due="2019-12-06")
        assert ReturnVersion.objects.filter(of=today).count() == 1
        assert ReturnVersion.objects.filter(of__in=rows, of__due__gt=date(2019, 12, 6)).count() == 0
        (only,) = live.lines(today)
        assert (only.situation, only.number, only.answered) == ("没有记录", None, False)
        for village, many in (("松湾村", 3), ("桥头村", 2)):
            count = DutyCount.objects.get(duty__campaign=campaign, unit__short_name=village)
            counting.record(posts["township"], count.pk, Work(Decimal(many), date(2019, 12, 6)), uuid.uuid4())
        (only,) = live.lines(today)
        assert (only.number, only.situation, only.counted_in) == (5, "完成 5 户。", "户")
        # Two a day in each of its villages.
        wanted = 2 * Unit.objects.filter(kind="village", parent__short_name="柳溪镇").count()
        assert only.progress == (f"差 {wanted - 5}。" if wanted > 5 else "够了。")
        returns.hand_in(posts["township"], today.pk)
        merged = returns.merge(office, terms.obligation_id, today.due)
        (total,) = reading.sheet(merged, opening.draft_of(merged)).lines
        assert (total.number, total.situation.split("\n")[0]) == (5, "合计 5 户。")
    with acting("office"), clock.frozen(papers.at("2019-12-07")):
        making.roll_on()
        making.roll_on()
        assert ReturnVersion.objects.filter(of__in=rows, of__due=date(2019, 12, 7)).count() == 1


@pytest.mark.parametrize(
    ("rule", "carries"), [("monthly", "items"), ("once", "paper")]
)  # fmt: skip
def test_what_a_return_holds_is_read_from_the_words(owed, rule, carries):
    assert set(ReturnTerms.objects.filter(obligation__rule=rule).values_list("carries", flat=True)) == {
        carries
    }


def test_the_office_says_otherwise(owed, posts, office):
    paper = ReturnTerms.objects.get(carries="paper").obligation_id
    row = Return.objects.get(obligation=paper, unit__short_name="柳溪镇")
    assert live.lines(row) == []
    assert returns.decide_carries(office, paper, "items") == "排查项目逐项填"
    assert len(live.lines(row)) == 3


def test_returns_open_with_their_period(paper, office):
    """Published on 6 December: the return of 4 January runs, that of 4 February opens on 5 January."""

    def opened() -> list[str]:
        rows = ReturnVersion.objects.filter(of__unit__short_name="柳溪镇", of__obligation__rule="monthly")
        return [f"{row.of.due:%m-%d}" for row in rows.order_by("of__due")]

    assert opened() == ["01-04"]
    with clock.frozen(papers.at("2020-01-04")):
        making.roll_on()
        assert opened() == ["01-04"]
    with clock.frozen(papers.at("2020-01-05")):
        making.roll_on()
        making.roll_on()
        assert opened() == ["01-04", "02-04"]
