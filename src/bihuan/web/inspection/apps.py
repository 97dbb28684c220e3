from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "bihuan.web.inspection"
    label = "inspection"
    verbose_name = "督查"
