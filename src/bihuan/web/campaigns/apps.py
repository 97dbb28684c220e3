from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "bihuan.web.campaigns"
    label = "campaigns"
    verbose_name = "专项行动"
