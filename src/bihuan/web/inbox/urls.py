"""Addresses of the notices."""

from __future__ import annotations

from django.urls import path

from bihuan.web.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.notices, name="list"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("reminders/", views.reminders, name="reminders"),
    path("mail/", views.mail, name="mail"),
    path("read/", views.read, name="read"),
]
