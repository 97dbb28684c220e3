from django.urls import path

from bihuan.web.journal import views

app_name = "journal"
urlpatterns = [path("", views.lines, name="list"), path("verify/", views.check, name="verify")]
