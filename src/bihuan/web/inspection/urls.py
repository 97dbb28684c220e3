from django.urls import path

from bihuan.web.inspection import views

app_name = "inspection"
urlpatterns = [
    path("draws/", views.draws, name="draws"),
    path("draws/new/", views.new_draw, name="new_draw"),
    path("draws/<int:pk>/", views.draw, name="draw"),
    path("draws/<int:pk>/frame/", views.frame, name="frame"),
    path("draws/<int:pk>/reveal/", views.reveal, name="reveal"),
    path("draws/<int:pk>/void/", views.void, name="void"),
    path("drawn/<int:pk>/", views.drawn, name="drawn"),
]
