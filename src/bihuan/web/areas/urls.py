from __future__ import annotations

from django.urls import include, path

from bihuan.web.areas import views

app_name = "areas"
urlpatterns = [
    path("", views.units, name="units"),
    path("pick/", views.pick, name="pick"),
    path("import/", include("bihuan.web.areas.imports.urls")),
]
