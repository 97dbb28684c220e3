from django.apps import AppConfig


class InterfacesConfig(AppConfig):
    name = "bihuan.web.interfaces"
    label = "interfaces"
    verbose_name = "外部系统"
