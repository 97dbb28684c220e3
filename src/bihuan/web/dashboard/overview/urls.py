"""Addresses of the overview."""

from __future__ import annotations

from django.urls import path

from bihuan.web.dashboard.overview import views, views_ranking, views_wall

app_name = "overview"
urlpatterns = [
    path("", views.overview, name="page"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("ranking/", views_ranking.live, name="ranking"),
    path("ranking/publish/", views_ranking.publish, name="publish_ranking"),
    path("ranking/<int:pk>/", views_ranking.published, name="ranked"),
    path("wall/", views_wall.chart, name="wall"),
    path("wall/setting/", views_wall.setting, name="wall_setting"),
]
