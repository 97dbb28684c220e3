from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bihuan.web.accounts"
    label = "accounts"
    verbose_name = "人员与账号"
