from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="UsedKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("key", models.CharField(max_length=80, verbose_name="提交编号")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("status", models.SmallIntegerField(default=0, verbose_name="答复")),
                ("reference", models.JSONField(default=dict, verbose_name="答复依据")),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person_id", "key"), name="used_key_once_a_person")
                ],
            },
        ),
    ]
