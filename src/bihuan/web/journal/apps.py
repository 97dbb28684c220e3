from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "bihuan.web.journal"
    label = "journal"
    verbose_name = "经过记录"

    def ready(self) -> None:
        """Collects every app's codes, so that a line always has display text."""
        from bihuan.web.config import modules

        modules.load("journal_codes")
