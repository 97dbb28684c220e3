from django.urls import path

from bihuan.web.interfaces import views

app_name = "interfaces"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.system, name="system"),
    path("<int:pk>/token/", views.token, name="token"),
    path("<int:pk>/tokens/<int:token>/revoke/", views.revoke, name="revoke"),
    path("<int:pk>/end/", views.end, name="end"),
]
