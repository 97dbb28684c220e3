from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "bihuan.web.inbox"
    label = "inbox"
    verbose_name = "通知"

    def ready(self) -> None:
        """Hears every line of the journal, and counts what is unread for the header."""
        from bihuan.web import journal
        from bihuan.web.inbox.reading import unread
        from bihuan.web.inbox.telling import hear
        from bihuan.web.ui.context import count_unread_with

        journal.listen(hear)
        count_unread_with(unread)
