from django.urls import path

from bihuan.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.runs, name="list"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/file/", views.file, name="file"),
]
