from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "bihuan.web.dashboard"
    label = "dashboard"
    verbose_name = "今日"

    def ready(self) -> None:
        """The number beside the inbox is counted where the first screen's lists are."""
        from bihuan.web.dashboard.inbox import count
        from bihuan.web.ui.context import count_inbox_with

        count_inbox_with(count)
