from django.urls import path

from bihuan.web.parameters import views

app_name = "parameters"
urlpatterns = [path("", views.parameters, name="list")]
