"""The gallery of components, for developers: only in demonstration or debug mode."""

from __future__ import annotations

from django.urls import path

from bihuan.web.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.kit, name="kit"),
    path("errors/<int:status>/", views.error, name="error"),
    path("form/", views.sample_form, name="form"),
    path("list/", views.sample_list, name="list"),
]
