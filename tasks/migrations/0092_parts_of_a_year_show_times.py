"""A part of a year shows the times and own days of its whole that fall into it."""

from django.db import migrations, models

from tasks.migrations._frozen import without_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0091_a_plan_owns_its_calendar'),
    ]

    operations = [
        migrations.RunPython(without_triggers, migrations.RunPython.noop),
        migrations.AddField(
            model_name='duty',
            name='falls_on',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(occurs_to__isnull=False, then=models.F('occurs_to')), models.When(models.Q(('due_from__in', ('own', 'anchor', 'extension')), models.Q(('schedule', 'once'), _negated=True)), then=models.F('original_due_on')), default=None, output_field=models.DateField()), output_field=models.DateField(null=True), verbose_name='tính vào phần của năm có ngày'),
        ),
        migrations.AddField(
            model_name='dutycount',
            name='falls_on',
            field=models.DateField(null=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, without_triggers),
    ]
