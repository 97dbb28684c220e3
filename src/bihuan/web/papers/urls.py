"""Addresses of papers and of superiors' forms."""

from __future__ import annotations

from django.urls import path

from bihuan.web.papers.views import drafts, forms, issued, templates

app_name = "papers"
urlpatterns = [
    path("campaigns/<int:pk>/", drafts.listing, name="list"),
    path("campaigns/<int:pk>/forms/", forms.listing, name="forms"),
    path("forms/<int:pk>/", forms.mapping, name="form"),
    path("forms/<int:pk>/original/", forms.original_file, name="form_original"),
    path("forms/<int:pk>/try/", forms.tried, name="form_try"),
    path("forms/<int:pk>/filled/", forms.filled, name="form_filled"),
    path("forms/<int:pk>/drop/", forms.drop, name="form_drop"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/paper.docx", drafts.file, name="draft_file"),
    path("drafts/<int:pk>/issue/", drafts.issue, name="issue"),
    path("drafts/<int:pk>/drop/", drafts.drop, name="drop"),
    path("issued/<int:pk>/", issued.one, name="issued"),
    path("issued/<int:pk>/paper.docx", issued.file, name="issued_file"),
    path("issued/<int:pk>/public.docx", issued.public_file, name="public_file"),
    path("issued/<int:pk>/correct/", issued.correct, name="correct"),
    path("issued/<int:pk>/scan/", issued.scan, name="scan"),
    path("scans/<int:pk>/", issued.scan_file, name="scan_file"),
    path("templates/", templates.listing, name="templates"),
    path("templates/<str:kind>/", templates.kind, name="template"),
    path("templates/<str:kind>/shipped.docx", templates.shipped_file, name="template_shipped"),
    path("templates/<str:kind>/back/", templates.back, name="template_back"),
    path("templates/versions/<int:pk>/", templates.version_file, name="template_file"),
]
