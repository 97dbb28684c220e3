from django.urls import path

from bihuan.web.problems.views import detail, files, lists, look_backs, raising, referrals

app_name = "problems"
urlpatterns = [
    path("", lists.problems, name="list"),
    path("reminders/", lists.reminders, name="reminders"),
    path("reminded/", lists.reminded, name="reminded"),
    path("look-backs/", look_backs.look_backs, name="look_backs"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("new/", raising.raise_problem, name="raise"),
    path("on-the-spot/", raising.on_the_spot, name="on_the_spot"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/remind/", detail.remind, name="remind"),
    path("<int:pk>/do/<slug:key>/", detail.act, name="act"),
    path("<int:pk>/evidence.zip", files.pack, name="pack"),
    path("evidence/<int:pk>/", files.evidence, name="evidence"),
    path("evidence/<int:pk>/small/", files.thumbnail, name="thumbnail"),
    path("evidence/<int:pk>/view/", files.view, name="view"),
]
