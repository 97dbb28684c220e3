from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "bihuan.web.quality"
    label = "quality"
    verbose_name = "数据核查"
