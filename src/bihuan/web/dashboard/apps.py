from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "bihuan.web.dashboard"
    label = "dashboard"
    verbose_name = "今日"
