"""Papers with none of the known layouts are still read, and deeds told are not read as duties."""

from __future__ import annotations

from bihuan.plans import read_text

APART = (
    "某局关于督查发现问题的整改方案\n一、存在的主要问题\n（一）垃圾清理不及时。河道仍有垃圾。\n（二）改厕质量不高。部分渗漏。\n"
    "二、整改措施\n（一）清理垃圾。由县城管局牵头，2021年10月20日前完成。\n（二）提升改厕质量。逐户维修。\n"
)
ANSWERED = (
    "某局党组关于巡察整改进展情况的通报\n一、巡察反馈问题整改落实情况\n（一）上级要求方面\n1．资金拨付不及时\n（1）拨付到校。\n"
    "（2）建立台账。\n2．食堂管理混乱\n（1）修订制度。\n二、下一步打算\n1．不断加强管理\n（1）持续用力。\n"
)


def test_a_section_of_measures_answers_the_problems_in_order() -> None:
    plan = read_text(APART)
    assert [len(item.measures) for item in plan.problems] == [1, 1]
    assert plan.problems[0].responsible == ("县城管局",)
    assert plan.problems[0].deadline is not None
    assert plan.problems[0].deadline.text == "2021年10月20日前"
    assert plan.problems[1].measures[0].text.startswith("提升改厕质量")


def test_measures_that_share_no_words_with_the_problems_are_not_put_to_them() -> None:
    other = APART.replace("清理垃圾", "召开会议").replace("提升改厕质量。逐户维修", "加强宣传")
    assert [item.measures for item in read_text(other).problems] == [(), ()]


def test_faults_with_lines_below_them_are_problems_where_nothing_else_is() -> None:
    plan = read_text(ANSWERED)
    assert [(item.text, len(item.measures)) for item in plan.problems] == [
        ("资金拨付不及时", 2),
        ("食堂管理混乱", 1),
    ]
    assert {item.confidence for item in plan.problems} == {0.5}


def test_two_questions_are_a_list_only_under_a_heading_that_says_so() -> None:
    body = "（一）是否存在漏评。\n（二）是否存在错评。\n"
    assert len(read_text(f"某乡排查方案\n一、排查重点\n{body}").check_items) == 2
    assert read_text(f"某乡排查方案\n一、排查方式\n{body}").check_items == ()


def test_rhythms_of_what_was_done_are_no_quotas() -> None:
    told = "某县总结\n一、主要做法\n一年来，我局每月开展检查2次。每周调度一次，共开展了12次。\n"
    assert read_text(told).quotas == ()
    order = "某县方案\n一、工作要求\n县局每月开展检查2次。\n"
    assert [(item.number, item.per) for item in read_text(order).quotas] == [(2, "month")]


def test_a_bare_count_is_a_task_in_a_plan_of_work_only() -> None:
    words = "一、工作任务\n（一）促进就业。开发公益性岗位1200个。\n"
    plan = read_text(f"某县就业帮扶方案\n{words}")
    assert [(item.number, item.unit, item.bound) for item in plan.quotas] == [(1200, "个", "exact")]
    assert read_text(f"某县反馈问题整改方案\n{words}").quotas == ()


def test_two_reports_of_one_verb_and_a_phase_from_today() -> None:
    plan = read_text(
        "某局排查方案\n某局\n2022年5月16日\n一、步骤安排\n（一）自查阶段（即日起至6月10日）\n（二）抽查阶段（6月11日至6月25日）\n"
        "二、要求\n自查报告于6月12日前、整改报告于8月5日前报县局待遇股。\n"
    )
    assert [item.due.text for item in plan.report_obligations] == ["6月12日前", "8月5日前"]
    assert [str(item.start) for item in plan.phases] == ["2022-05-16", "2022-06-11"]
