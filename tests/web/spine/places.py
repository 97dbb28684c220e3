"""Every address of the site: who opens it, what it is. A new address must be entered here, or test_pages says so."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.web.access.roles import ROLES


@dataclass(frozen=True)
class Place:
    """A page or file: who opens it and its address with the names of `filling.fill` in braces."""

    who: str
    path: str


PAGES: dict[str, tuple[Place, ...]] = {
    "dashboard:today": tuple(Place(role, "/") for role in ROLES),
    "dashboard:search": (Place("office", "/search/?q=柳溪"), Place("township", "/search/?q=没有这样的")),
    "accounts:root": (Place("administrator", "/accounts/"),),
    "accounts:sign_in": (Place("", "/accounts/sign-in/"),),
    "accounts:password": (Place("village", "/accounts/password/"),),
    "accounts:totp_setup": (Place("office", "/accounts/totp/set-up/"),),
    "accounts:person": (Place("administrator", "/accounts/people/{person}/"),),
    "accounts:new_person": (Place("administrator", "/accounts/people/new/"),),
    "interfaces:list": (Place("administrator", "/interfaces/"),),
    "interfaces:new": (Place("administrator", "/interfaces/new/"),),
    "interfaces:system": (Place("administrator", "/interfaces/{system}/"),),
    "v1:docs": (Place("administrator", "/api/v1/docs"), Place("village", "/api/v1/docs")),
    "areas:units": (Place("administrator", "/areas/"),),
    "areas:import": (Place("administrator", "/areas/import/"),),
    "parameters:list": (Place("village", "/parameters/"), Place("office", "/parameters/")),
    "overview:page": (Place("office", "/overview/"), Place("township", "/overview/"), Place("department", "/overview/")),
    "overview:ranking": (Place("office", "/overview/ranking/"), Place("township", "/overview/ranking/")),
    "overview:ranked": (Place("village", "/overview/ranking/{ranking}/"),),
    "overview:wall": (Place("office", "/overview/wall/"),),
    "overview:wall_setting": (Place("administrator", "/overview/wall/setting/"),),
    "overview:unit": (Place("leader", "/overview/units/{unit}/"), Place("township", "/overview/units/{unit}/")),
    "inbox:reminders": (Place("office", "/inbox/reminders/"),),
    "inbox:mail": (Place("village", "/inbox/mail/"),),
    "inbox:list": (Place("township", "/inbox/?saved=all"), Place("village", "/inbox/")),
    "journal:list": (Place("auditor", "/journal/"),),
    "jobs:list": (Place("office", "/jobs/"), Place("administrator", "/jobs/")),
    "jobs:run": (Place("office", "/jobs/{run}/"),),
    "campaigns:list": (Place("office", "/campaigns/"), Place("assessor", "/campaigns/")),
    "campaigns:upload": (Place("clerk", "/campaigns/plans/new/"),),
    "campaigns:plan": (
        Place("office", "/campaigns/plans/{reviewed}/"),
        Place("office", "/campaigns/plans/{broken}/"),
        Place("office", "/campaigns/plans/{reviewed}/?tab=phase"),
    ),
    "campaigns:publish": (
        Place("office", "/campaigns/plans/{ready}/publish/"),
        Place("office", "/campaigns/plans/{reviewed}/publish/"),
    ),
    "campaigns:answers": (Place("township", "/campaigns/answers/"), Place("village", "/campaigns/answers/?saved=all")),
    "campaigns:answer": (
        Place("township", "/campaigns/answers/{answer}/"),
        Place("village", "/campaigns/answers/{village_answer}/"),
        Place("office", "/campaigns/answers/{answer}/"),
    ),
    "campaigns:claims": (Place("office", "/campaigns/{campaign}/claims/"),),
    "campaigns:grid": (Place("township", "/campaigns/{campaign}/grid/"), Place("village", "/campaigns/{campaign}/grid/")),
    "campaigns:detail": (Place("office", "/campaigns/{campaign}/"), Place("township", "/campaigns/{campaign}/")),
    "campaigns:rhythm": (Place("office", "/campaigns/{campaign}/items/{item}/rhythm/"),),
    "campaigns:check_item": (Place("office", "/campaigns/{campaign}/items/{item}/"),),
    "campaigns:returns": (Place("office", "/campaigns/{campaign}/returns/?open={handed_in}"), Place("township", "/campaigns/{campaign}/returns/")),
    "campaigns:return_sheet": (
        Place("township", "/campaigns/returns/{return}/"),
        Place("township", "/campaigns/returns/{return}/?row={return_row}"),
        Place("office", "/campaigns/returns/{handed_in}/"),
        Place("township_outsider", "/campaigns/returns/{corrected}/"),
        Place("office", "/campaigns/returns/{merged}/?show=changed"),
        Place("leader", "/campaigns/returns/{return_paper}/"),
    ),
    "campaigns:duties": (Place("office", "/campaigns/{campaign}/duties/"), Place("township", "/campaigns/{campaign}/duties/")),
    "problems:list": (
        Place("office", "/problems/?saved=all"),
        Place("office", "/problems/?view=problem&saved=all"),
        Place("office", "/problems/?view=responsibility&saved=all"),
        Place("village_leader", "/problems/"),
    ),
    "inspection:draws": (Place("office", "/inspection/draws/"), Place("inspector", "/inspection/draws/")),
    "inspection:new_draw": (Place("office", "/inspection/draws/new/"),),
    "inspection:draw": (Place("office", "/inspection/draws/{frozen}/"), Place("inspector", "/inspection/draws/{draw}/")),
    "inspection:frame": (Place("assessor", "/inspection/draws/{draw}/frame/"),),
    "inspection:drawn": (Place("inspector", "/inspection/drawn/{drawn}/"), Place("leader", "/inspection/drawn/{drawn}/")),
    "problems:look_backs": (Place("inspector", "/problems/look-backs/"),),
    "problems:sweeps": (Place("office", "/problems/sweeps/?saved=all"), Place("township", "/problems/sweeps/")),
    "problems:sweep": (Place("township", "/problems/sweeps/{sweep}/"), Place("office", "/problems/sweeps/{sweep}/")),
    "problems:referrals": (Place("office", "/problems/referrals/"), Place("discipline", "/problems/referrals/")),
    "problems:camera": (Place("township", "/problems/{worked}/camera/"), Place("assessor", "/problems/{worked}/camera/")),
    "problems:packs": (Place("assessor", "/problems/packs/"),),
    "problems:pack": (Place("assessor", "/problems/packs/{pack}/"),),
    "problems:raise": (Place("inspector", "/problems/new/"),),
    "problems:bulk": (Place("clerk", "/problems/bulk/"),),
    "problems:sheet": (Place("township", "/problems/sheet/"),),
    "problems:on_the_spot": (Place("village", "/problems/on-the-spot/"), Place("township", "/problems/on-the-spot/")),
    "problems:detail": (
        *(Place("office", f"/problems/{{{state}}}/") for state in ("raised", "submitted", "spot")),
        *(Place("township", f"/problems/{{{state}}}/") for state in ("assigned", "worked", "returned", "spot")),
        Place("inspector", "/problems/{closed}/"),
        Place("leader", "/problems/{late}/"),
        Place("discipline", "/problems/{late}/"),
        Place("assessor", "/problems/{closed}/"),
    ),
    "quality:home": (Place("office", "/quality/"), Place("township", "/quality/"), Place("leader", "/quality/")),
    "quality:findings": (Place("clerk", "/quality/findings/?saved=all"), Place("village", "/quality/findings/")),
    "quality:finding": (Place("village", "/quality/findings/{finding}/"), Place("assessor", "/quality/findings/{finding}/")),
    "quality:checks": (Place("office", "/quality/checks/"),),
    "quality:check": (Place("township", "/quality/checks/{check}/"),),
    "quality:runs": (Place("leader", "/quality/runs/"),),
    "quality:new_run": (Place("clerk", "/quality/runs/new/"),),
    "quality:run": (Place("office", "/quality/runs/{quality_run}/"),),
    "quality:exemptions": (Place("office", "/quality/exemptions/"), Place("village", "/quality/exemptions/?saved=all")),
    "quality:end": (Place("office", "/quality/exemptions/{exempted}/end/"),),
    "quality:groups": (Place("clerk", "/quality/problems/"),),
    "quality:sheets": (Place("office", "/quality/sheets/"), Place("township", "/quality/sheets/")),
    "quality:answers": (Place("township", "/quality/answers/"),),
    "registry:list": (Place("office", "/registry/"), Place("village", "/registry/?q=谢"), Place("helper", "/registry/")),
    "registry:members": (Place("township", "/registry/members/"),),
    "registry:household": (Place("office", "/registry/households/{household}/"), Place("village", "/registry/households/{household}/")),
    "registry:print": (Place("township", "/registry/households/{household}/print/"),),
    "registry:change": (
        Place("township", "/registry/households/{household}/change/"),
        Place("village", "/registry/households/{household}/change/?kind=birth"),
        Place("office", "/registry/households/{household}/change/?kind=split"),
        Place("clerk", "/registry/households/{household}/change/?kind=correct_household"),
    ),
    "registry:changes": (Place("township", "/registry/changes/"),),
    "registry:judge": (Place("village", "/registry/changes/{change}/"), Place("leader", "/registry/changes/{change}/")),
    "registry:paper_kinds": (Place("office", "/registry/paper-kinds/"), Place("village", "/registry/paper-kinds/")),
    "registry:templates": (Place("clerk", "/registry/templates/"), Place("village", "/registry/templates/?table=member")),
    "registry:imports": (Place("clerk", "/registry/imports/"),),
    "registry:batch": (Place("clerk", "/registry/imports/{batch}/"),),
    "papers:list": (Place("office", "/papers/campaigns/{campaign}/"), Place("township", "/papers/campaigns/{campaign}/")),
    "papers:draft": (Place("office", "/papers/drafts/{paper}/"), Place("clerk", "/papers/drafts/{paper_plan}/")),
    "papers:issued": (Place("office", "/papers/issued/{issued_paper}/"), Place("township", "/papers/issued/{issued_paper}/")),
    "papers:forms": (Place("office", "/papers/campaigns/{campaign}/forms/"), Place("township", "/papers/campaigns/{campaign}/forms/")),
    "papers:form": (Place("office", "/papers/forms/{return_form}/"),),
    "papers:templates": (Place("office", "/papers/templates/"),),
    "papers:template": (Place("office", "/papers/templates/summary/"), Place("clerk", "/papers/templates/letter/")),
}  # fmt: skip

FILES: dict[str, Place] = {
    "problems:bulk_blank": Place("township", "/problems/bulk/blank.xlsx"),
    "healthz": Place("", "/healthz"),
    "phone:worker": Place("", "/phone/worker.js"),
    "phone:me": Place("village", "/phone/me/"),
    "areas:pick": Place("office", "/areas/pick/?q=lx"),
    "v1:openapi": Place("administrator", "/api/v1/openapi.json"),
    "areas:import_blank": Place("administrator", "/areas/import/blank.xlsx"),
    "campaigns:labels": Place("office", "/campaigns/plans/{reviewed}/labels.json"),
    "campaigns:original": Place("office", "/campaigns/plans/{reviewed}/file/"),
    "campaigns:return_form": Place("office", "/campaigns/{campaign}/return.xlsx"),
    "campaigns:returns_export": Place("office", "/campaigns/{campaign}/returns.xlsx"),
    "campaigns:return_file": Place("office", "/campaigns/returns/{return}/form.docx"),
    "campaigns:return_scan": Place("township", "/campaigns/returns/scans/{return_scan}/"),
    "campaigns:duties_export": Place("office", "/campaigns/{campaign}/duties.xlsx"),
    "campaigns:answer_file": Place("township", "/campaigns/answers/files/{answer_file}/"),
    "papers:draft_file": Place("office", "/papers/drafts/{paper}/paper.docx"),
    "papers:issued_file": Place("township", "/papers/issued/{issued_paper}/paper.docx"),
    "papers:public_file": Place("township", "/papers/issued/{issued_paper}/public.docx"),
    "papers:scan_file": Place("township", "/papers/scans/{paper_scan}/"),
    "papers:form_original": Place("township", "/papers/forms/{return_form}/original/"),
    "papers:form_try": Place("clerk", "/papers/forms/{return_form}/try/"),
    "papers:form_filled": Place("township", "/papers/forms/{return_form}/filled/"),
    "papers:template_shipped": Place("office", "/papers/templates/plan/shipped.docx"),
    "papers:template_file": Place("office", "/papers/templates/versions/{paper_template}/"),
    "problems:pack_file": Place("assessor", "/problems/packs/{pack}/1/"),
    "quality:sheet": Place("township", "/quality/sheets/{liuxi_code}/"),
    "registry:template": Place("village", "/registry/templates/base.xlsx"),
    "registry:paper": Place("village", "/registry/papers/{household_paper}/"),
    "registry:paper_small": Place("village", "/registry/papers/{household_paper}/small/"),
    "problems:evidence": Place("assessor", "/problems/evidence/{evidence}/"),
    "problems:thumbnail": Place("assessor", "/problems/evidence/{evidence}/small/"),
    "problems:view": Place("assessor", "/problems/evidence/{evidence}/view/"),
}

# Addresses that only take something in: asked for with GET they change and show nothing.
POSTS = frozenset(
    """
    dashboard:acknowledge dashboard:remind inbox:read
    accounts:demo accounts:sign_out accounts:post accounts:grant accounts:end_grant accounts:reset_password accounts:hand_over
    accounts:first_passwords accounts:forget_phones
    areas:import_apply problems:bulk_apply problems:sheet_apply journal:verify jobs:cancel
    campaigns:item campaigns:whole campaigns:answers_say campaigns:answers_sum_up campaigns:answers_forward campaigns:close
    campaigns:answers_copy campaigns:answer_send_back campaigns:grid_row
    overview:publish_ranking
    campaigns:remind campaigns:return_decide campaigns:return_remind campaigns:return_act campaigns:return_row campaigns:return_scan_add campaigns:return_scan_remove campaigns:duty_decide campaigns:duty_record
    inspection:reveal inspection:void
    papers:issue papers:drop papers:correct papers:scan papers:template_back papers:form_drop
    interfaces:token interfaces:revoke interfaces:end
    quality:ask quality:run_batch quality:decide quality:make_pack quality:take
    registry:unmask registry:add_paper registry:withdraw_paper registry:retire_kind
    registry:apply registry:undo registry:drop registry:again registry:headings
    problems:many
    problems:filter_keep problems:filter_change problems:reminders problems:reminded problems:remind problems:sweep_remind problems:act problems:make_pack problems:camera_moment problems:camera_send
    problems:spot_photo problems:spot_send accounts:elsewhere accounts:sign_out_person
    """.split()  # noqa: SIM905
)

# Addresses tested elsewhere, and why not here.
ELSEWHERE = {
    "inbox:open": "leads elsewhere: tests/web/inbox",
    "metrics": "only for whoever has its key: tests/web/test_pages.py",
    **{
        f"v1:{name}": "for tokens alone, no page: tests/web/interfaces"
        for name in """
            api-root list_plans get_plan list_campaigns get_campaign list_items get_item list_problems raise_problem get_problem
            list_measures get_measure list_transitions take_step list_evidence get_evidence get_evidence_file add_evidence
            list_returns get_return submit_return list_return_versions list_return_rows
        """.split()  # noqa: SIM905
    },
    "accounts:totp": "needs a bound telephone: tests/web/accounts",
    "quality:pack": "tests/web/quality/test_pages.py",
    "quality:preview": "tests/web/quality/test_pages.py",
    "quality:marked": "tests/web/quality/test_pages.py",
    "quality:taken": "tests/web/quality/test_pages.py",
    "registry:marked": "tests/web/registry/test_pages.py",
    "areas:import_preview": "test_an_import_from_upload_to_done",
    "areas:import_done": "test_an_import_from_upload_to_done",
    "areas:import_marked": "tests/web/areas/imports",
    "problems:bulk_preview": "tests/web/problems/sheets",
    "problems:sheet_preview": "tests/web/problems/sheets",
    "problems:sheet_marked": "tests/web/problems/sheets",
    "jobs:file": "tests/web/ui/test_export_job.py",
    "problems:many_done": "tests/web/problems/test_many_jobs.py",
    "problems:sheet_done": "tests/web/problems/sheets",
    "problems:bulk_marked": "tests/web/problems/sheets",
    "campaigns:panel": "a part of the review page",
    "ui:kit": "tests/web/ui/test_browser.py",
    "ui:error": "tests/web/ui/test_browser.py",
    "ui:form": "tests/web/ui/test_browser.py",
    "ui:list": "tests/web/ui/test_browser.py",
}
