from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "bihuan.web.papers"
    label = "papers"
    verbose_name = "公文"
