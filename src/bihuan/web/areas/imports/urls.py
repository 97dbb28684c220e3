"""Addresses of the import, under /areas/import/, in the namespace `areas`."""

from django.urls import path

from bihuan.web.areas.imports import views

urlpatterns = [
    path("", views.upload, name="import"),
    path("blank.xlsx", views.blank, name="import_blank"),
    path("<str:token>/", views.preview, name="import_preview"),
    path("<str:token>/apply/", views.apply, name="import_apply"),
    path("<str:token>/marked.xlsx", views.marked, name="import_marked"),
    path("<str:token>/done/", views.done, name="import_done"),
]
