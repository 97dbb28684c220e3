"""Every address of the project and who gets in. A new address without a row here fails the test.

A row names the address, its arguments (ids of the stage), the method its purpose needs, who gets in, and from whom the
object is hidden (404: no word that it exists). All other roles are refused (403); a visitor is sent to sign in, unless
the row says what becomes of him. Roles are listed by hand: what a role *may* is decided in roles.py, and checked here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def only(words: str) -> frozenset[str]:
    return frozenset(words.split())


ALL = only(
    "office clerk inspector leader village_leader department backing township village team helper supervisor discipline administrator auditor assessor"
)
NOBODY: frozenset[str] = frozenset()


def but(words: str) -> frozenset[str]:
    return ALL - only(words)


PEOPLE = AREAS = only("administrator")
AUDIT = only("auditor")
PLANS = only("office clerk")
CAMPAIGNS = but("administrator auditor discipline")
PROBLEMS = but("administrator auditor")
ANSWERING = only("office department backing township village team")
FORWARDING = only("township")
REMINDING = only("office clerk township")
RAISING = only("office clerk inspector department township village team helper supervisor")
BULK = only("office clerk inspector department township")
SHEET = only("office clerk inspector department backing township village team")
SWEEPS = PROBLEMS - only("helper supervisor discipline")
SPOT = only("township village team")
PACKING = EXPORTING = but("helper supervisor administrator auditor")
# Published to every township: its villages and teams see it, whoever sees the county too.
SEES_RANKING = only("office clerk inspector leader assessor township village team")
OVERVIEW = but("helper supervisor discipline administrator auditor")
DRAWS = only("office clerk inspector leader assessor")
MAKING = only("office")
CHECKING = only("office clerk inspector leader village_leader township village team assessor")
LOOKING = only("office clerk township village team")
RUNNING = only("office clerk")
# Rows of 柳溪镇: the county's roles and the township itself see them; another place, unit or household does not.
SEES_LIUXI = only("office clerk inspector leader assessor township")
# A letter to 柳溪镇: its office, the township, and all who work below it.
READS_LETTER = only("office clerk township village team supervisor")
# Rows of 松湾村: those, the village itself and whoever watches there.
SEES_SONGWAN = SEES_LIUXI | only("village supervisor")


HOMES = only("office clerk inspector leader village_leader township village team helper assessor")
SEES_HOME = HOMES & SEES_SONGWAN
CHANGING = only("office clerk township village")
KEEPING = only("office township village team helper")
IMPORTING = only("office clerk")


@dataclass(frozen=True)
class Row:
    """One address."""

    name: str
    get_in: frozenset[str]
    args: tuple[str, ...] = ()
    method: str = "get"
    hidden: frozenset[str] = NOBODY
    visitor: str = "sign_in"
    data: dict[str, Any] = field(default_factory=dict)


def of_liuxi(name: str, readers: frozenset[str], *args: str, **more: Any) -> Row:
    """An address of an object of 柳溪镇, for those of `readers` who see it; hidden from the others of them."""
    return Row(name, readers & SEES_LIUXI, args, hidden=readers - SEES_LIUXI, **more)


ROWS = [
    Row("healthz", ALL, visitor="in"),
    Row("metrics", ALL, visitor="in"),
    # First screen and search
    Row("dashboard:today", ALL),
    Row("dashboard:search", ALL),
    Row("dashboard:acknowledge", ANSWERING, method="post"),
    Row("dashboard:remind", REMINDING, ("township_unit",), "post"),
    Row("parameters:list", ALL),
    Row("overview:ranking", OVERVIEW),
    Row("overview:ranked", OVERVIEW & SEES_RANKING, ("ranking",), hidden=OVERVIEW - SEES_RANKING),
    Row("overview:publish_ranking", only("office"), method="post"),
    Row("overview:wall", OVERVIEW),
    Row("overview:wall_setting", only("administrator")),
    # Overview: a unit's record is for whoever sees its place, and for itself
    Row("overview:page", OVERVIEW),
    Row("overview:unit", OVERVIEW & SEES_LIUXI, ("township_unit",), hidden=OVERVIEW - SEES_LIUXI),
    # Notices: one's own, whoever one is
    Row("inbox:list", ALL),
    Row("inbox:open", only("township"), ("notice",), hidden=but("township")),
    Row("inbox:reminders", REMINDING),
    Row("inbox:mail", ALL),
    Row("inbox:read", ALL, method="post"),
    # Accounts
    Row("accounts:sign_in", ALL, visitor="in"),
    Row("accounts:demo", NOBODY, method="post", visitor="refused"),
    Row("accounts:sign_out", ALL, method="post", visitor="sign_in"),
    Row("accounts:post", NOBODY, method="post"),
    Row("accounts:password", ALL),
    Row("accounts:elsewhere", ALL, method="post"),
    Row("accounts:totp", ALL),
    Row("accounts:totp_setup", ALL),
    Row("accounts:root", PEOPLE),
    Row("accounts:new_person", PEOPLE),
    Row("accounts:first_passwords", PEOPLE, method="post"),
    Row("accounts:person", PEOPLE, ("person",)),
    Row("accounts:grant", PEOPLE, ("person",), "post"),
    Row("accounts:end_grant", PEOPLE, ("person", "grant"), "post"),
    Row("accounts:reset_password", PEOPLE, ("person",), "post"),
    Row("accounts:forget_phones", PEOPLE, ("person",), "post"),
    Row("accounts:sign_out_person", PEOPLE, ("person",), "post"),
    Row("accounts:hand_over", PEOPLE, ("person",), "post"),
    # Areas and units; an import that is gone leads back to the upload
    Row("areas:units", AREAS),
    Row("areas:pick", ALL),
    Row("areas:import", AREAS),
    Row("areas:import_blank", AREAS),
    Row("areas:import_preview", AREAS, ("token",)),
    Row("areas:import_apply", AREAS, ("token",), "post"),
    Row("areas:import_marked", AREAS, ("token",)),
    Row("areas:import_done", AREAS, ("token",)),
    # Journal and jobs
    Row("journal:list", AUDIT),
    Row("journal:verify", AUDIT, method="post"),
    Row("jobs:list", ALL),
    Row("jobs:run", only("township administrator"), ("run",), hidden=but("township administrator")),
    Row("jobs:cancel", only("township"), ("run",), "post", hidden=but("township administrator")),
    Row("jobs:file", NOBODY, ("run",), hidden=ALL),
    # Plans: a draft is its own office's
    Row("campaigns:upload", PLANS),
    Row("campaigns:plan", PLANS, ("plan",)),
    Row("campaigns:panel", PLANS, ("plan",)),
    Row("campaigns:item", NOBODY, ("plan", "item", "nothing"), "post", hidden=PLANS),
    Row("campaigns:whole", NOBODY, ("plan", "nothing"), "post", hidden=PLANS),
    Row("campaigns:labels", PLANS, ("plan",)),
    Row("campaigns:original", CAMPAIGNS, ("plan_of_campaign",)),
    Row("campaigns:publish", only("office"), ("plan",)),
    # Campaigns: seen by their audience
    Row("campaigns:list", CAMPAIGNS),
    Row("campaigns:detail", CAMPAIGNS, ("campaign",)),
    Row("campaigns:check_item", CAMPAIGNS, ("campaign", "check_item")),
    Row("campaigns:rhythm", only("office"), ("campaign", "check_item")),
    Row("campaigns:close", only("office"), ("campaign",), "post"),
    Row("campaigns:return_form", EXPORTING, ("campaign",)),
    Row("campaigns:remind", REMINDING, ("campaign", "township_unit"), "post"),
    # Returns and counted duties; whether the reader may act on the row is the service's to say, in words on the page
    Row("campaigns:returns", CAMPAIGNS, ("campaign",)),
    Row("campaigns:returns_export", EXPORTING, ("campaign",)),
    Row("campaigns:return_decide", only("office"), ("campaign", "obligation", "nothing"), "post"),
    of_liuxi("campaigns:return_remind", REMINDING, "return", method="post"),
    of_liuxi("campaigns:return_sheet", CAMPAIGNS, "return"),
    of_liuxi("campaigns:return_row", CAMPAIGNS, "return", "nothing", "nothing", method="post"),
    of_liuxi("campaigns:return_file", EXPORTING, "return", "xlsx"),
    of_liuxi("campaigns:return_scan_add", CAMPAIGNS, "return", method="post"),
    of_liuxi("campaigns:return_scan", CAMPAIGNS, "return_scan"),
    of_liuxi("campaigns:return_scan_remove", CAMPAIGNS, "return_scan", method="post"),
    of_liuxi("campaigns:return_act", CAMPAIGNS, "return", "nothing", method="post"),
    Row("campaigns:duties", CAMPAIGNS, ("campaign",)),
    Row("campaigns:duties_export", EXPORTING, ("campaign",)),
    Row("campaigns:duty_decide", only("office"), ("campaign", "duty"), "post"),
    Row(
        "campaigns:duty_record",
        CAMPAIGNS & SEES_SONGWAN,
        ("counter",),
        "post",
        hidden=CAMPAIGNS - SEES_SONGWAN,
    ),
    # Answers
    Row("campaigns:answers", ANSWERING),
    Row("campaigns:answers_say", ANSWERING, method="post"),
    Row("campaigns:answers_sum_up", FORWARDING, method="post"),
    Row("campaigns:answers_forward", FORWARDING, method="post"),
    Row("campaigns:answers_copy", ANSWERING, method="post"),
    Row("campaigns:claims", CAMPAIGNS, ("campaign",)),
    Row("campaigns:grid", ANSWERING, ("campaign",)),
    of_liuxi("campaigns:grid_row", ANSWERING, "answer", method="post"),
    of_liuxi("campaigns:answer", CAMPAIGNS, "answer"),
    of_liuxi("campaigns:answer_file", CAMPAIGNS, "answer_file"),
    of_liuxi("campaigns:answer_send_back", CAMPAIGNS, "answer", method="post"),
    # Problems
    Row("problems:list", PROBLEMS),
    Row("problems:many", NOBODY, ("nothing",), "post", hidden=PROBLEMS),
    Row("problems:filter_keep", PROBLEMS, method="post"),
    Row("problems:filter_change", PROBLEMS, ("problem",), "post"),
    Row("problems:look_backs", PROBLEMS),
    Row("problems:sweeps", SWEEPS),
    Row("problems:sweep", SWEEPS & SEES_LIUXI, ("sweep",), hidden=SWEEPS - SEES_LIUXI),
    of_liuxi("problems:sweep_remind", only("office township"), "problem", method="post"),
    Row("problems:referrals", only("office discipline")),
    Row("problems:reminders", REMINDING, method="post"),
    Row("problems:reminded", REMINDING, method="post"),
    Row("problems:raise", RAISING),
    # A sheet that is gone leads back to the upload
    Row("problems:bulk", BULK),
    Row("problems:bulk_blank", BULK),
    Row("problems:bulk_preview", BULK, ("token",)),
    Row("problems:bulk_apply", BULK, ("token",), "post"),
    Row("problems:bulk_marked", BULK, ("token",)),
    Row("problems:sheet", SHEET),
    Row("problems:sheet_preview", SHEET, ("token",)),
    Row("problems:sheet_apply", SHEET, ("token",), "post"),
    Row("problems:sheet_marked", SHEET, ("token",)),
    Row("problems:many_done", NOBODY, ("run",), hidden=PROBLEMS),
    Row("problems:sheet_done", NOBODY, ("run",), hidden=SHEET),
    Row("problems:on_the_spot", SPOT),
    Row("problems:spot_photo", SPOT, method="post"),
    Row("problems:spot_send", SPOT, method="post"),
    Row("phone:worker", ALL, visitor="in"),
    Row("phone:me", ALL, visitor="refused"),
    of_liuxi("problems:detail", PROBLEMS, "problem"),
    Row("problems:packs", PACKING),
    Row("problems:make_pack", PACKING, method="post"),
    Row("problems:pack", only("township"), ("pack",), hidden=PACKING - only("township")),
    Row("problems:pack_file", only("township"), ("pack", "first"), hidden=PACKING - only("township")),
    of_liuxi("problems:evidence", PROBLEMS, "evidence"),
    of_liuxi("problems:thumbnail", PROBLEMS, "evidence"),
    of_liuxi("problems:view", PROBLEMS, "evidence"),
    Row("problems:camera_moment", PROBLEMS, method="post"),
    of_liuxi("problems:camera", PROBLEMS, "problem"),
    of_liuxi("problems:camera_send", PROBLEMS, "problem", method="post"),
    of_liuxi("problems:remind", REMINDING, "problem", method="post"),
    Row("problems:act", NOBODY, ("problem", "nothing"), "post", hidden=PROBLEMS),
    # Checks of the data: findings are seen where their place is, runs are the county's; a sheet that is gone leads back to the upload
    Row("quality:home", CHECKING),
    Row("quality:findings", CHECKING),
    Row("quality:finding", CHECKING & SEES_SONGWAN, ("finding",), hidden=CHECKING - SEES_SONGWAN),
    Row("quality:ask", LOOKING & SEES_SONGWAN, ("finding",), "post", hidden=LOOKING - SEES_SONGWAN),
    Row("quality:checks", CHECKING),
    Row("quality:check", CHECKING, ("check",)),
    Row("quality:runs", CHECKING),
    Row("quality:new_run", RUNNING),
    Row("quality:run_batch", RUNNING, ("batch",), "post"),
    Row("quality:run", DRAWS, ("quality_run",), hidden=CHECKING - DRAWS),
    Row("quality:exemptions", CHECKING),
    Row("quality:decide", only("office"), method="post"),
    Row("quality:end", only("office"), ("exempted",)),
    Row("quality:groups", RUNNING),
    Row("quality:sheets", LOOKING),
    Row("quality:sheet", LOOKING & SEES_SONGWAN, ("liuxi_code",), hidden=LOOKING - SEES_SONGWAN),
    Row("quality:make_pack", RUNNING, method="post"),
    Row("quality:pack", NOBODY, ("run",), hidden=RUNNING),
    Row("quality:answers", LOOKING),
    Row("quality:preview", LOOKING, ("token",)),
    Row("quality:take", LOOKING, ("token",), "post"),
    Row("quality:marked", LOOKING, ("token",)),
    Row("quality:taken", NOBODY, ("run",), hidden=LOOKING),
    # Verification draws: the county's own; whether the inspector may record this one is said on the page
    Row("inspection:draws", DRAWS),
    Row("inspection:new_draw", MAKING),
    Row("inspection:draw", DRAWS, ("draw",)),
    Row("inspection:frame", DRAWS, ("draw",)),
    Row("inspection:reveal", MAKING, ("draw",), "post"),
    Row("inspection:void", MAKING, ("draw",), "post"),
    Row("inspection:drawn", DRAWS, ("drawn",)),
    # Papers: drafts are their office's; what was issued is read by whom it names (here 柳溪镇 and below it)
    # Households: those who may read dossiers and see 松湾村; imports are the county's
    Row("registry:list", HOMES),
    Row("registry:members", HOMES),
    Row("registry:household", SEES_HOME, ("household",), hidden=HOMES - SEES_HOME),
    Row("registry:print", SEES_HOME, ("household",), hidden=HOMES - SEES_HOME),
    Row("registry:unmask", only("office inspector"), ("household",), "post"),
    Row("registry:change", CHANGING, ("household",)),
    Row("registry:changes", HOMES),
    Row("registry:judge", SEES_HOME, ("change",), hidden=HOMES - SEES_HOME),
    Row("registry:add_paper", KEEPING & SEES_HOME, ("household",), "post", hidden=KEEPING - SEES_HOME),
    Row("registry:paper", SEES_HOME, ("household_paper",), hidden=HOMES - SEES_HOME),
    Row("registry:paper_small", SEES_HOME, ("household_paper",), hidden=HOMES - SEES_HOME),
    Row(
        "registry:withdraw_paper",
        KEEPING & SEES_HOME,
        ("household_paper",),
        "post",
        hidden=KEEPING - SEES_HOME,
    ),
    Row("registry:paper_kinds", HOMES),
    Row("registry:retire_kind", only("office"), ("household_paper_kind",), "post"),
    Row("registry:imports", IMPORTING),
    Row("registry:batch", IMPORTING, ("batch",)),
    Row("registry:marked", IMPORTING, ("batch", "first")),
    Row("registry:templates", HOMES),
    Row("registry:template", HOMES, ("sheet_of_export",)),
    Row("registry:apply", IMPORTING, ("batch",), "post"),
    Row("registry:undo", IMPORTING, ("batch",), "post"),
    Row("registry:drop", IMPORTING, ("batch",), "post"),
    Row("registry:again", IMPORTING, ("batch",), "post"),
    Row("registry:headings", IMPORTING, ("batch",), "post"),
    Row("papers:list", CAMPAIGNS, ("campaign",)),
    Row("papers:draft", PLANS, ("paper",)),
    Row("papers:draft_file", PLANS, ("paper",)),
    Row("papers:drop", PLANS, ("paper",), "post"),
    Row("papers:issue", only("office"), ("paper",), "post"),
    Row("papers:issued", READS_LETTER, ("issued_paper",), hidden=CAMPAIGNS - READS_LETTER),
    Row("papers:issued_file", READS_LETTER, ("issued_paper",), hidden=CAMPAIGNS - READS_LETTER),
    Row("papers:public_file", READS_LETTER, ("issued_paper",), hidden=CAMPAIGNS - READS_LETTER),
    Row("papers:scan_file", READS_LETTER, ("paper_scan",), hidden=CAMPAIGNS - READS_LETTER),
    Row("papers:correct", PLANS, ("issued_paper",), "post"),
    Row("papers:scan", only("office"), ("issued_paper",), "post"),
    Row("papers:templates", PLANS),
    Row("papers:template", PLANS, ("paper_kind",)),
    Row("papers:template_shipped", PLANS, ("paper_kind",)),
    Row("papers:template_back", PLANS, ("paper_kind",), "post"),
    Row("papers:template_file", PLANS, ("paper_template",)),
    # Superiors' forms: seen by whom the campaign was published to, mapped by the office
    Row("papers:forms", EXPORTING, ("campaign",)),
    Row("papers:form", PLANS, ("return_form",)),
    Row("papers:form_try", PLANS, ("return_form",)),
    Row("papers:form_drop", PLANS, ("return_form",), "post"),
    Row("papers:form_original", EXPORTING, ("return_form",)),
    Row("papers:form_filled", EXPORTING, ("return_form",)),
    # Other systems: the administrator's; the description is for whoever is signed in
    Row("interfaces:list", PEOPLE),
    Row("interfaces:new", PEOPLE),
    Row("interfaces:system", PEOPLE, ("system",)),
    Row("interfaces:token", PEOPLE, ("system",), "post"),
    Row("interfaces:revoke", PEOPLE, ("system", "token_of_system"), "post"),
    Row("interfaces:end", PEOPLE, ("system",), "post"),
    Row("v1:docs", ALL),
    Row("v1:openapi", ALL),
    # What they speak to is for tokens alone, whatever role a session has
    *(
        Row(f"v1:{name}", NOBODY, ("problem",) if one else (), method, visitor="refused")
        for name, one, method in (
            ("api-root", False, "get"),
            ("list_plans", False, "get"),
            ("get_plan", True, "get"),
            ("list_campaigns", False, "get"),
            ("get_campaign", True, "get"),
            ("list_items", False, "get"),
            ("get_item", True, "get"),
            ("list_problems", False, "get"),
            ("raise_problem", False, "post"),
            ("get_problem", True, "get"),
            ("list_measures", False, "get"),
            ("get_measure", True, "get"),
            ("list_transitions", False, "get"),
            ("take_step", True, "post"),
            ("list_evidence", False, "get"),
            ("get_evidence", True, "get"),
            ("get_evidence_file", True, "get"),
            ("add_evidence", True, "post"),
            ("list_returns", False, "get"),
            ("get_return", True, "get"),
            ("submit_return", True, "post"),
            ("list_return_versions", False, "get"),
            ("list_return_rows", False, "get"),
        )
    ),
    # The gallery of components: not there outside demo mode
    Row("ui:kit", NOBODY, hidden=ALL, visitor="hidden"),
    Row("ui:error", NOBODY, ("status",), hidden=ALL, visitor="hidden"),
    Row("ui:form", NOBODY, hidden=ALL, visitor="hidden"),
    Row("ui:list", NOBODY, hidden=ALL, visitor="hidden"),
]
