"""Papers of a campaign: drafts, what was issued and can never change, scans with the stamp, an office's own templates, superiors' forms."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from bihuan.documents.papers import KINDS
from bihuan.web.access.models import PublishedChildModel, PublishedModel

KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS.values()]


class PaperTemplate(PublishedModel):
    """One version of an office's own template of a kind. At most one a kind is in force; none means the shipped one."""

    kind = models.CharField("种类", max_length=10, choices=KIND_CHOICES)
    no = models.IntegerField("版本")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=120)
    size = models.BigIntegerField("字节")
    in_force = models.BooleanField("在用", default=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁传的")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("kind", "-no")
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "no"], name="paper_template_once"),
            models.UniqueConstraint(
                fields=["unit", "kind"], condition=models.Q(in_force=True), name="paper_template_one_in_force"
            ),
        ]


class Paper(PublishedModel):
    """A draft. Its figures are those of the rows today until it is issued; nobody but its own office sees it."""

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        ISSUED = "issued", "已签发"
        DROPPED = "dropped", "不发了"

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="papers")
    kind = models.CharField("种类", max_length=10, choices=KIND_CHOICES)
    about = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, related_name="+", verbose_name="写给哪个单位"
    )
    title = models.CharField("标题", max_length=120)
    addressee = models.CharField("主送", max_length=200, blank=True)
    opening = models.TextField("开头", blank=True)
    closing = models.TextField("结尾", blank=True)
    issuer = models.CharField("署名", max_length=60)
    number = models.CharField("发文字号", max_length=60, blank=True)
    dated = models.DateField("成文日期", null=True)
    reply_by = models.DateField("几日前回复", null=True)
    corrects = models.ForeignKey(
        "papers.IssuedPaper", models.PROTECT, null=True, related_name="+", verbose_name="更正哪一份"
    )
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="拟稿人")
    at = models.DateTimeField("时间")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("papers:draft", args=[self.pk])


class IssuedPaper(PublishedModel):
    """What was issued: both files by their SHA-256 and the data they were made of. The database refuses every change.

    `audience` sees it: the units named in it, or all whom the campaign was published to. A correction is another issue.
    """

    draft = models.OneToOneField(Paper, models.PROTECT, related_name="issued")
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="issued_papers")
    kind = models.CharField("种类", max_length=10, choices=KIND_CHOICES)
    about = models.ForeignKey(
        "areas.Unit", models.PROTECT, null=True, related_name="+", verbose_name="写给哪个单位"
    )
    title = models.CharField("标题", max_length=120)
    number = models.CharField("发文字号", max_length=60)
    dated = models.DateField("成文日期")
    issuer = models.CharField("署名", max_length=60)
    sha256 = models.CharField(max_length=64)
    public_sha256 = models.CharField(max_length=64)
    template = models.ForeignKey(PaperTemplate, models.PROTECT, null=True, related_name="+")
    data = models.JSONField("数据")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="更正哪一份"
    )
    issued_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="签发人")
    issued_at = models.DateTimeField("签发时间")

    class Meta:
        ordering = ("-issued_at", "-id")
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="paper_number_once")]

    class Access:
        append_only = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("papers:issued", args=[self.pk])


class PaperScan(PublishedChildModel):
    """A scan of the paper with its stamp."""

    paper = models.ForeignKey(IssuedPaper, models.PROTECT, related_name="scans")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=120)
    size = models.BigIntegerField("字节")
    media_type = models.CharField(max_length=80)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁传的")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["paper", "sha256"], name="paper_scan_once")]

    class Access:
        parent = "paper"
        append_only = True


class ReturnForm(PublishedModel):
    """A superior's own form for a campaign's returns, and what of it is filled with what; seen by all who fill returns.

    `fingerprint` is of its layout and words: the same form, handed in again or for another campaign, is known.
    """

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="return_forms")
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("格式", max_length=4)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField("字节")
    fingerprint = models.CharField(max_length=64, db_index=True)
    mapping = models.JSONField("对应")
    mapped = models.BooleanField("对好了", default=False)
    live = models.BooleanField("在用", default=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name="谁传的")
    at = models.DateTimeField("时间")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "fingerprint"],
                condition=models.Q(live=True),
                name="return_form_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("papers:form", args=[self.pk])
