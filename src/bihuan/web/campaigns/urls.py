"""Addresses of plans, campaigns and answers."""

from __future__ import annotations

from django.urls import path

from bihuan.web.campaigns.duties.views import counted, sheet
from bihuan.web.campaigns.duties.views import returns as due
from bihuan.web.campaigns.views import (
    answer,
    answers,
    campaigns,
    claims,
    forwarding,
    grid,
    plans,
    publishing,
    rhythm,
)

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.listing, name="list"),
    path("plans/new/", plans.new, name="upload"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/items/", plans.panel, name="panel"),
    path("plans/<int:pk>/items/<int:item>/<str:action>/", plans.item, name="item"),
    path("plans/<int:pk>/do/<str:action>/", plans.whole, name="whole"),
    path("plans/<int:pk>/labels.json", plans.export_labels, name="labels"),
    path("plans/<int:pk>/file/", plans.original, name="original"),
    path("plans/<int:pk>/publish/", publishing.publish, name="publish"),
    path("answers/", answers.listing, name="answers"),
    path("answers/say/", answers.say_all, name="answers_say"),
    path("answers/sum-up/", answers.sum_up, name="answers_sum_up"),
    path("answers/forward/", forwarding.forward, name="answers_forward"),
    path("answers/copy-last/", answers.copy_last, name="answers_copy"),
    path("answers/files/<int:pk>/", answer.file, name="answer_file"),
    path("answers/<int:pk>/", answer.one, name="answer"),
    path("answers/<int:pk>/send-back/", answer.send_back, name="answer_send_back"),
    path("<int:pk>/", campaigns.detail, name="detail"),
    path("<int:pk>/claims/", claims.board, name="claims"),
    path("<int:pk>/grid/", grid.grid, name="grid"),
    path("answers/<int:pk>/row/", grid.row, name="grid_row"),
    path("<int:pk>/close/", campaigns.close, name="close"),
    path("<int:pk>/items/<int:item>/", campaigns.check_item, name="check_item"),
    path("<int:pk>/items/<int:item>/rhythm/", rhythm.rhythm, name="rhythm"),
    path("<int:pk>/return.xlsx", campaigns.return_form, name="return_form"),
    path("<int:pk>/remind/<int:unit>/", campaigns.remind, name="remind"),
    path("<int:pk>/returns/", due.board, name="returns"),
    path("<int:pk>/returns.xlsx", due.export, name="returns_export"),
    path("<int:pk>/obligations/<int:obligation>/<str:action>/", due.decide, name="return_decide"),
    path("returns/<int:pk>/", sheet.page, name="return_sheet"),
    path("returns/<int:pk>/rows/<str:key>/<str:action>/", sheet.edit, name="return_row"),
    path("returns/<int:pk>/scans/", sheet.add_scan, name="return_scan_add"),
    path("returns/<int:pk>/form.<str:kind>", sheet.file, name="return_file"),
    path("returns/scans/<int:pk>/", sheet.scan, name="return_scan"),
    path("returns/scans/<int:pk>/remove/", sheet.remove_scan, name="return_scan_remove"),
    path("returns/<int:pk>/remind/", due.remind, name="return_remind"),
    path("returns/<int:pk>/<str:action>/", due.act, name="return_act"),
    path("<int:pk>/duties/", counted.board, name="duties"),
    path("<int:pk>/duties.xlsx", counted.export, name="duties_export"),
    path("<int:pk>/duties/<int:duty>/level/", counted.decide, name="duty_decide"),
    path("counters/<int:pk>/record/", counted.record, name="duty_record"),
]
