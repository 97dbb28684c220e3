"""Makes the tests' jobs known to a worker process."""

from importlib import import_module

from django.apps import AppConfig


class TrialConfig(AppConfig):
    name = "tests.web.jobs.trial"

    def ready(self) -> None:
        import_module("tests.web.jobs.work")
