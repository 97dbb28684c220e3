from django.urls import path

from bihuan.web.quality.views import answers, exemptions, findings, home, raising, runs, sheets

app_name = "quality"
urlpatterns = [
    path("", home.home, name="home"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/exemption/", findings.ask, name="ask"),
    path("checks/", findings.checks_list, name="checks"),
    path("checks/<str:code>/", findings.check, name="check"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", runs.new, name="new_run"),
    path("runs/batch/<int:pk>/", runs.of_batch, name="run_batch"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("exemptions/", exemptions.exemptions, name="exemptions"),
    path("exemptions/decide/", exemptions.decide, name="decide"),
    path("exemptions/<int:pk>/end/", exemptions.end, name="end"),
    path("problems/", raising.groups, name="groups"),
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/pack/", sheets.make, name="make_pack"),
    path("sheets/pack/<int:pk>/", sheets.pack, name="pack"),
    path("sheets/<int:area>/", sheets.sheet, name="sheet"),
    path("answers/", answers.upload, name="answers"),
    path("answers/<str:token>/", answers.preview, name="preview"),
    path("answers/<str:token>/apply/", answers.apply, name="take"),
    path("answers/<str:token>/marked/", answers.marked, name="marked"),
    path("answers/taken/<int:pk>/", answers.taken, name="taken"),
]
