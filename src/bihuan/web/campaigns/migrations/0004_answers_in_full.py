import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Until now every item was asked once: its only period is the day it was due by, for villages the day of their township.
PERIODS = """
update campaigns_checkitem set period = (due_at at time zone 'Asia/Shanghai')::date;
update campaigns_answer a set period = i.period, first_answered_at = a.answered_at
from campaigns_checkitem i where i.id = a.check_item_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("areas", "0001_initial"),
        ("campaigns", "0003_look_back_rule"),
        ("problems", "0002_claims_are_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.BigIntegerField(default=0, editable=False, verbose_name="区划代码")),
                (
                    "units",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, editable=False, size=None
                    ),
                ),
                ("household_id", models.BigIntegerField(editable=False, null=True, verbose_name="户")),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("size", models.BigIntegerField(verbose_name="字节")),
                ("media_type", models.CharField(max_length=80)),
                ("thumbnail", models.BooleanField(default=False)),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="AnswerPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.BigIntegerField(default=0, editable=False, verbose_name="区划代码")),
                (
                    "units",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, editable=False, size=None
                    ),
                ),
                ("household_id", models.BigIntegerField(editable=False, null=True, verbose_name="户")),
                ("place_code", models.BigIntegerField(verbose_name="区划代码")),
                ("place", models.CharField(max_length=60, verbose_name="地点")),
                (
                    "number",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="多少"),
                ),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="具体在哪里")),
                ("live", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="answer",
            name="answer_once",
        ),
        migrations.AddField(
            model_name="answer",
            name="counted_in",
            field=models.CharField(blank=True, max_length=10, verbose_name="数量的单位"),
        ),
        migrations.AddField(
            model_name="answer",
            name="first_answered_at",
            field=models.DateTimeField(null=True, verbose_name="首次答复"),
        ),
        migrations.AddField(
            model_name="answer",
            name="first_due_at",
            field=models.DateTimeField(null=True, verbose_name="首次时限"),
        ),
        migrations.AddField(
            model_name="answer",
            name="looked",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("on_site", "实地看"),
                        ("record", "查资料"),
                        ("data", "比对数据"),
                        ("asked", "问群众"),
                    ],
                    max_length=8,
                ),
                default=list,
                size=None,
                verbose_name="怎么查的",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="number",
            field=models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="查到多少"),
        ),
        migrations.AddField(
            model_name="answer",
            name="period",
            field=models.DateField(default=datetime.date(2026, 1, 1), verbose_name="哪一期"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="answer",
            name="reason",
            field=models.TextField(blank=True, verbose_name="退回原因"),
        ),
        migrations.AddField(
            model_name="answer",
            name="returned_at",
            field=models.DateTimeField(null=True, verbose_name="退回时间"),
        ),
        migrations.AddField(
            model_name="answer",
            name="returned_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="checkitem",
            name="day",
            field=models.IntegerField(null=True, verbose_name="第几天"),
        ),
        migrations.AddField(
            model_name="checkitem",
            name="period",
            field=models.DateField(default=datetime.date(2026, 1, 1), verbose_name="现在这一期"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="checkitem",
            name="until",
            field=models.DateField(null=True, verbose_name="答到哪天为止"),
        ),
        migrations.AddField(
            model_name="checkitem",
            name="rule",
            field=models.CharField(
                choices=[
                    ("once", "答一次"),
                    ("daily", "每天"),
                    ("weekly", "每周"),
                    ("monthly", "每月"),
                    ("quarterly", "每季度"),
                    ("halfyearly", "每半年"),
                    ("yearly", "每年"),
                ],
                default="once",
                max_length=10,
                verbose_name="多久答一次",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "待答复"),
                    ("returned", "退回重答"),
                    ("forwarded", "已转下级"),
                    ("none_found", "没有发现问题"),
                    ("found", "发现问题"),
                    ("not_applicable", "不涉及"),
                ],
                default="open",
                max_length=16,
                verbose_name="答复",
            ),
        ),
        migrations.RunSQL(PERIODS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("check_item", "unit", "period"), name="answer_once_a_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", None), ("number__gte", 0), _connector="OR"),
                name="answer_number_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="answerfile",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="campaigns.answer"
            ),
        ),
        migrations.AddField(
            model_name="answerfile",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
                verbose_name="谁传的",
            ),
        ),
        migrations.AddField(
            model_name="answerplace",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="places", to="campaigns.answer"
            ),
        ),
        migrations.AddField(
            model_name="answerplace",
            name="problem",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claimed_at",
                to="problems.problem",
            ),
        ),
        migrations.AddConstraint(
            model_name="answerfile",
            constraint=models.UniqueConstraint(fields=("answer", "sha256"), name="answer_file_once"),
        ),
        migrations.AddConstraint(
            model_name="answerplace",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", None), ("number__gt", 0), _connector="OR"),
                name="answer_place_has_some",
            ),
        ),
    ]
