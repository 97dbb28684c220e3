from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "bihuan.web.idempotency"
    label = "idempotency"
    verbose_name = "提交编号"
