"""Addresses of the phone: its worker, and who is signed in."""

from __future__ import annotations

from django.urls import path

from bihuan.web.phone import views

app_name = "phone"
urlpatterns = [
    path("worker.js", views.worker, name="worker"),
    path("me/", views.me, name="me"),
]
