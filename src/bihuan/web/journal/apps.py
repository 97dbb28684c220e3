from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class JournalConfig(AppConfig):
    name = "bihuan.web.journal"
    label = "journal"
    verbose_name = "经过记录"

    def ready(self) -> None:
        """Collects every app's codes, so that a line always has display text."""
        for config in apps.get_app_configs():
            if config.name.startswith("bihuan.") and find_spec(f"{config.name}.journal_codes"):
                import_module(f"{config.name}.journal_codes")
