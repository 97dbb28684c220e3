from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "bihuan.web.registry"
    label = "registry"
    verbose_name = "户档案"
