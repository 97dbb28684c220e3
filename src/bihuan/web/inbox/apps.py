from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "bihuan.web.inbox"
    label = "inbox"
    verbose_name = "通知"

    def ready(self) -> None:
        """Hears every line of the journal."""
        from bihuan.web import journal
        from bihuan.web.inbox.telling import hear

        journal.listen(hear)
