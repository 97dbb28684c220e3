from django.urls import path

from bihuan.web.registry.views import changes, dossier, imports, lists, papers, templates

app_name = "registry"
urlpatterns = [
    path("", lists.households, name="list"),
    path("members/", lists.members, name="members"),
    path("households/<int:pk>/", dossier.household, name="household"),
    path("households/<int:pk>/print/", dossier.printed, name="print"),
    path("households/<int:pk>/numbers/", dossier.unmask, name="unmask"),
    path("households/<int:pk>/change/", changes.record, name="change"),
    path("households/<int:pk>/papers/", papers.add, name="add_paper"),
    path("changes/", changes.proposals, name="changes"),
    path("changes/<int:pk>/", changes.judge, name="judge"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/small/", papers.small, name="paper_small"),
    path("papers/<int:pk>/withdraw/", papers.withdraw, name="withdraw_paper"),
    path("paper-kinds/", papers.kinds, name="paper_kinds"),
    path("paper-kinds/<int:pk>/retire/", papers.retire, name="retire_kind"),
    path("imports/", imports.batches, name="imports"),
    path("imports/<int:pk>/", imports.batch, name="batch"),
    path("imports/<int:pk>/apply/", imports.apply, name="apply"),
    path("imports/<int:pk>/undo/", imports.undo, name="undo"),
    path("imports/<int:pk>/drop/", imports.drop, name="drop"),
    path("imports/<int:pk>/again/", imports.again, name="again"),
    path("imports/<int:pk>/marked/<int:nth>/", imports.marked, name="marked"),
    path("templates/", templates.dictionary, name="templates"),
    path("templates/<slug:key>.xlsx", templates.blank, name="template"),
    path("imports/<int:pk>/headings/", imports.headings, name="headings"),
]
