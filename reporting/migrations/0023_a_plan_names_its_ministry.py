"""Examples and labels of no province; nothing happens in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0001_squashed_0022_dossiers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='committeereport',
            name='recommendations',
            field=models.TextField(blank=True, help_text='Mỗi dòng một đoạn; để trống: «Không có.»', verbose_name='kiến nghị, đề xuất với Bộ'),
        ),
        migrations.AlterField(
            model_name='committeereport',
            name='slip_number',
            field=models.CharField(blank=True, help_text='Ví dụ: 12/PTr-STP.', max_length=60, verbose_name='số, ký hiệu phiếu trình'),
        ),
        migrations.AlterField(
            model_name='yearlyreport',
            name='number',
            field=models.CharField(blank=True, help_text='Ví dụ: 05/BC-STP.', max_length=60, verbose_name='số, ký hiệu'),
        ),
    ]
