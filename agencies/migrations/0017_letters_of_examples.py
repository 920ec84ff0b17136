"""Examples and labels of no province; nothing happens in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0001_squashed_0016_accounts_that_only_read'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agency',
            name='letter_symbol',
            field=models.CharField(blank=True, help_text='Ví dụ: STP, UBND.', max_length=30, verbose_name='ký hiệu văn bản'),
        ),
    ]
