from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "bihuan.web.campaigns"
    label = "campaigns"
    verbose_name = "专项行动"

    def ready(self) -> None:
        """A worker knows only the jobs that were imported."""
        import_module("bihuan.web.campaigns.jobs")
