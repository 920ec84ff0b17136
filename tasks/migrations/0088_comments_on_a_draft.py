"""Agencies comment on a draft and are answered; a notice asks them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0017_letters_of_examples"),
        ("tasks", "0085_heirs_of_a_replaced_plan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accepted", "Đã tiếp nhận"),
                    ("returned", "Yêu cầu bổ sung"),
                    ("extended", "Gia hạn"),
                    ("waived", "Không thuộc diện"),
                    ("answered", "Trả lời vướng mắc"),
                    ("passed", "Vướng mắc chuyển xử lý"),
                    ("coordinate", "Phối hợp"),
                    ("letter", "Báo cáo của đơn vị"),
                    ("urged", "Công văn, nhắc việc"),
                    ("asked", "Báo cáo đột xuất"),
                    ("message", "Trao đổi"),
                    ("reminder", "Nhắc việc"),
                    ("delegation", "Ủy quyền"),
                    ("to_send", "Chờ thủ trưởng"),
                    ("sent_back", "Thủ trưởng trả lại"),
                    ("assigned", "Phân công xử lý"),
                    ("corrected", "Sửa nội dung đã gửi"),
                    ("direction", "Ý kiến chỉ đạo"),
                    ("plan", "Điều chỉnh kế hoạch"),
                    ("opinion", "Lấy ý kiến dự thảo"),
                    ("offer", "Vai trò được đề nghị"),
                    ("file", "Tệp có mã độc"),
                    ("field", "Lĩnh vực phụ trách"),
                ],
                max_length=12,
                verbose_name="loại",
            ),
        ),
        migrations.CreateModel(
            name="DraftInvite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="góp ý đến hết ngày")),
                ("asked_at", models.DateTimeField(verbose_name="lấy ý kiến lúc")),
                (
                    "reminded_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="đã nhắc ngày"
                    ),
                ),
                (
                    "agreed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="nhất trí lúc"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invites",
                        to="tasks.plan",
                        verbose_name="kế hoạch",
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan được lấy ý kiến",
                "verbose_name_plural": "cơ quan được lấy ý kiến",
                "ordering": ("agency__sort_key", "pk"),
            },
        ),
        migrations.CreateModel(
            name="DraftComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("about", models.CharField(max_length=300, verbose_name="góp ý về")),
                ("text", models.TextField(verbose_name="nội dung góp ý")),
                ("written_at", models.DateTimeField(verbose_name="góp ý lúc")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="rút lúc"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tasks.section",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tasks.target",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tasks.task",
                    ),
                ),
                (
                    "invite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="tasks.draftinvite",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "ý kiến góp ý",
                "verbose_name_plural": "ý kiến góp ý",
                "ordering": ("written_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="DraftReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("taken", "Tiếp thu"),
                            ("partly", "Tiếp thu một phần"),
                            ("explained", "Giải trình"),
                        ],
                        max_length=10,
                        verbose_name="tiếp thu, giải trình",
                    ),
                ),
                (
                    "text",
                    models.TextField(verbose_name="nội dung tiếp thu, giải trình"),
                ),
                ("written_at", models.DateTimeField(verbose_name="trả lời lúc")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="tasks.draftcomment",
                        verbose_name="ý kiến",
                    ),
                ),
            ],
            options={
                "verbose_name": "tiếp thu, giải trình",
                "verbose_name_plural": "tiếp thu, giải trình",
                "ordering": ("pk",),
            },
        ),
        migrations.AddConstraint(
            model_name="draftinvite",
            constraint=models.UniqueConstraint(
                fields=("plan", "agency"), name="tasks_draftinvite_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("section__isnull", True), ("task__isnull", True)),
                    models.Q(("target__isnull", True), ("task__isnull", True)),
                    models.Q(("section__isnull", True), ("target__isnull", True)),
                    _connector="OR",
                ),
                name="tasks_draftcomment_on_one_row",
            ),
        ),
    ]
