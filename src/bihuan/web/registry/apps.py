from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "bihuan.web.registry"
    label = "registry"
    verbose_name = "户档案"

    def ready(self) -> None:
        """Makes the lookup by prefix known."""
        from bihuan.web.registry import lookups  # noqa: F401
