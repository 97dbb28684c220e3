from django.urls import path

from bihuan.web.problems.views import (
    bulk,
    detail,
    files,
    lists,
    look_backs,
    own_filters,
    packs,
    raising,
    referrals,
from bihuan.web.problems.views import (
)
)

app_name = "problems"
urlpatterns = [
    path("", lists.problems, name="list"),
    path("reminders/", lists.reminders, name="reminders"),
    path("reminded/", lists.reminded, name="reminded"),
    path("filters/", own_filters.keep, name="filter_keep"),
    path("filters/<int:pk>/", own_filters.change, name="filter_change"),
    path("look-backs/", look_backs.look_backs, name="look_backs"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("new/", raising.raise_problem, name="raise"),
    path("bulk/", bulk.upload, name="bulk"),
    path("bulk/blank.xlsx", bulk.blank, name="bulk_blank"),
    path("bulk/<str:token>/", bulk.preview, name="bulk_preview"),
    path("bulk/<str:token>/apply/", bulk.apply, name="bulk_apply"),
    path("bulk/<str:token>/marked.xlsx", bulk.marked, name="bulk_marked"),
    path("sheet/", sheets.upload, name="sheet"),
    path("sheet/done/<int:pk>/", sheets.done, name="sheet_done"),
    path("sheet/<str:token>/", sheets.preview, name="sheet_preview"),
    path("sheet/<str:token>/apply/", sheets.apply, name="sheet_apply"),
    path("sheet/<str:token>/marked.xlsx", sheets.marked, name="sheet_marked"),
    path("on-the-spot/", raising.on_the_spot, name="on_the_spot"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/remind/", detail.remind, name="remind"),
    path("<int:pk>/do/<slug:key>/", detail.act, name="act"),
    path("packs/", packs.all_packs, name="packs"),
    path("packs/make/", packs.make_pack, name="make_pack"),
    path("packs/<int:pk>/", packs.pack, name="pack"),
    path("packs/<int:pk>/<int:place>/", packs.pack_file, name="pack_file"),
    path("evidence/<int:pk>/", files.evidence, name="evidence"),
    path("evidence/<int:pk>/small/", files.thumbnail, name="thumbnail"),
    path("evidence/<int:pk>/view/", files.view, name="view"),
]
