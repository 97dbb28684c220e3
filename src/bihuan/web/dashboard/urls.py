"""Addresses of the first screen and the search."""

from __future__ import annotations

from django.urls import path

from bihuan.web.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("today/acknowledge/", views.acknowledge, name="acknowledge"),
    path("today/remind/<int:unit>/", views.remind, name="remind"),
]
