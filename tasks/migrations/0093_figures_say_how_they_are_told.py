"""How a figure is told in sentences of the report is said by the plan, not by codes in the
program; the plans of the shipped package say what the program said of them.
"""

from django.db import migrations, models

COMPARED = ('cuoc-tuyen-truyen', 'luot-nguoi-boi-duong', 'noi-dung-cong-khai', 'y-kien-nhan-dan', 'luot-tiep-cong-dan', 'don-tiep-nhan', 'cuoc-doi-thoai', 'phan-anh-truc-tuyen', 'cuoc-kiem-tra', 'vi-pham-phat-hien')
PROMISES = {'cuoc-tuyen-truyen': ('tuyên truyền', 'đã tổ chức {} cuộc tuyên truyền, quán triệt'), 'so-lop-boi-duong': ('bồi dưỡng', 'đã mở {} lớp bồi dưỡng, tập huấn'), 'cuoc-kiem-tra': ('kiểm tra', 'đã tiến hành {} cuộc kiểm tra, giám sát'), 'cuoc-doi-thoai': ('đối thoại', 'đã có {} cuộc đối thoại với người dân')}


def say_it(apps, schema_editor):
    """Give the figures of the package what the program knew by heart."""
    figures = apps.get_model("tasks", "Figure").objects.filter(plan__package="dan-chu-co-so")
    figures.filter(code__in=COMPARED).update(is_compared=True)
    for code, (word, result) in PROMISES.items():
        figures.filter(code=code).update(promise_word=word, promise_result=result)


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0092_parts_of_a_year_show_times'),
    ]

    operations = [
        migrations.AddField(
            model_name='figure',
            name='is_compared',
            field=models.BooleanField(default=False, help_text='Các số liệu khác có trong bảng so sánh.', verbose_name='nêu thành câu khi so sánh các kỳ'),
        ),
        migrations.AddField(
            model_name='figure',
            name='promise_result',
            field=models.CharField(blank=True, help_text='Ghi {} ở chỗ tổng số, ví dụ: đã mở {} lớp bồi dưỡng.', max_length=200, verbose_name='câu nêu kết quả'),
        ),
        migrations.AddField(
            model_name='figure',
            name='promise_word',
            field=models.CharField(blank=True, help_text='Ví dụ: tuyên truyền. Phương hướng có từ này thì báo cáo nêu kết quả.', max_length=60, verbose_name='từ trong phương hướng kỳ trước'),
        ),
        migrations.RunPython(say_it, migrations.RunPython.noop),
    ]
