from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "bihuan.web.access"
    label = "access"
    verbose_name = "权限"
