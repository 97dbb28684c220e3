"""The settings of a worker process that knows the tests' jobs."""

from bihuan.web.config.settings import *  # noqa: F403
from bihuan.web.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.web.jobs.trial.apps.TrialConfig"]
