"""Addresses: one line for each app."""

from __future__ import annotations

from django.urls import include, path

from bihuan.web.config import probes

handler400 = "bihuan.web.config.errors.bad_request"
handler403 = "bihuan.web.config.errors.permission_denied"
handler404 = "bihuan.web.config.errors.not_found"
handler500 = "bihuan.web.config.errors.server_error"

urlpatterns = [
    path("healthz", probes.healthz, name="healthz"),
    path("metrics", probes.metrics, name="metrics"),
    path("", include("bihuan.web.dashboard.urls")),
    path("overview/", include("bihuan.web.dashboard.overview.urls")),
    path("accounts/", include("bihuan.web.accounts.urls")),
    path("areas/", include("bihuan.web.areas.urls")),
    path("journal/", include("bihuan.web.journal.urls")),
    path("jobs/", include("bihuan.web.jobs.urls")),
    path("campaigns/", include("bihuan.web.campaigns.urls")),
    path("problems/", include("bihuan.web.problems.urls")),
    path("inbox/", include("bihuan.web.inbox.urls")),
    path("parameters/", include("bihuan.web.parameters.urls")),
    path("inspection/", include("bihuan.web.inspection.urls")),
    path("phone/", include("bihuan.web.phone.urls")),
    path("papers/", include("bihuan.web.papers.urls")),
    path("registry/", include("bihuan.web.registry.urls")),
    path("quality/", include("bihuan.web.quality.urls")),
    path("interfaces/", include("bihuan.web.interfaces.urls")),
    path("api/v1/", include("bihuan.web.interfaces.api.urls")),
    path("kit/", include("bihuan.web.ui.urls")),
]
