from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "bihuan.web.dashboard"
    label = "dashboard"
    verbose_name = "今日"

    def ready(self) -> None:
        """The header's two numbers are counted where the first screen's lists are."""
        from bihuan.web.dashboard.inbox import count, unread
        from bihuan.web.ui.context import count_inbox_with, count_unread_with

        count_inbox_with(count)
        count_unread_with(unread)
