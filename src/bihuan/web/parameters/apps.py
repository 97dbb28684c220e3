from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class ParametersConfig(AppConfig):
    name = "bihuan.web.parameters"
    label = "parameters"
    verbose_name = "口径和参数"

    def ready(self) -> None:
        """Reads the parameters, so that a faulty file stops the start and not somebody's work."""
        from bihuan.policy.parameters import Fault
        from bihuan.web.config.parameters import all_parameters

        try:
            all_parameters()
        except Fault as fault:
            raise ImproperlyConfigured(str(fault)) from fault
