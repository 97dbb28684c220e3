from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "bihuan.web.phone"
    label = "phone"
    verbose_name = "手机"
