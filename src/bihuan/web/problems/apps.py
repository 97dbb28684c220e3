from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "bihuan.web.problems"
    label = "problems"
    verbose_name = "问题"

    def ready(self) -> None:
        """A leaver's open assignments pass to a successor with the rest of the work."""
        from bihuan.web.accounts import handover
        from bihuan.web.problems.services import hand_over

        handover.register(hand_over)
