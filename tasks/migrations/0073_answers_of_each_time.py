"""An answer may be of one time of a task that recurs inside its period."""

import datetime
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


from tasks.migrations._frozen import without_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0017_letters_of_examples'),
        ('tasks', '0072_thresholds_of_targets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(without_triggers, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='figurevalue',
            name='tasks_figure_value_once',
        ),
        migrations.AddField(
            model_name='figurevalue',
            name='occurs_from',
            field=models.DateField(blank=True, null=True, verbose_name='lần thực hiện từ ngày'),
        ),
        migrations.AddConstraint(
            model_name='figurevalue',
            constraint=models.UniqueConstraint(models.F('figure'), models.F('agency'), models.F('period'), models.F('row'), django.db.models.functions.comparison.Coalesce('occurs_from', models.Value(datetime.date(1, 1, 1))), condition=models.Q(('is_current', True)), name='tasks_figure_value_once'),
        ),
        migrations.RunPython(migrations.RunPython.noop, without_triggers),
    ]
