"""Outlines that are stored get the sentences, columns and annexes of the questions that
are offered; they print when a question is turned on.
"""

from django.db import migrations
from django.db.models import Max

CLAUSES = {'cap-xa-cong-khai': [('Về hình thức khác:',
                       ['cong-khai-truyen-thanh|nội dung công khai qua hệ thống '
                        'truyền thanh',
                        'cong-khai-qua-thon|nội dung qua trưởng thôn, tổ trưởng tổ '
                        'dân phố'],
                       ['cap-xa'],
                       'II')],
 'cap-xa-ban-quyet-dinh': [('Nhân dân đã bàn',
                            ['noi-dung-dan-ban|nội dung, phương án',
                             'noi-dung-dan-quyet|nội dung đã biểu quyết thông qua',
                             'cong-trinh-dan-ban|công trình, việc làm có Nhân dân '
                             'bàn và đóng góp',
                             'gia-tri-cong-trinh|đồng tổng giá trị',
                             'gia-tri-ngan-sach|đồng từ ngân sách nhà nước',
                             'gia-tri-dan-gop|đồng do Nhân dân đóng góp',
                             'ngay-cong-dan-gop|ngày công do Nhân dân đóng góp'],
                            ['cap-xa'],
                            'III')],
 'cap-xa-tham-gia-y-kien': [('Về hình thức lấy ý kiến:',
                             ['lay-y-kien-hop-dan|nội dung qua họp dân',
                              'lay-y-kien-phat-phieu|nội dung bằng phiếu',
                              'lay-y-kien-truc-tuyen|nội dung qua trang thông tin, '
                              'mạng xã hội'],
                             ['cap-xa'],
                             'IV')],
 'cap-xa-giam-sat': [('Kết quả giám sát của Nhân dân:',
                      ['bttnd-sai-pham|vụ sai phạm do Ban Thanh tra nhân dân phát '
                       'hiện',
                       'bttnd-thu-hoi|đồng được thu hồi',
                       'bgsdtcd-giam-sat|cuộc giám sát đầu tư của cộng đồng',
                       'bgsdtcd-sai-pham|vụ sai phạm do Ban Giám sát đầu tư của '
                       'cộng đồng phát hiện',
                       'bgsdtcd-kien-nghi|kiến nghị của Ban Giám sát đầu tư của '
                       'cộng đồng'],
                      ['cap-xa'],
                      'V')],
 'cap-xa-tiep-cong-dan': [('Về hòa giải ở cơ sở:',
                           ['to-hoa-giai|tổ hòa giải',
                            'hoa-giai-vien|hòa giải viên',
                            'vu-hoa-giai|vụ việc được hòa giải',
                            'vu-hoa-giai-thanh|vụ việc hòa giải thành'],
                           ['cap-xa'],
                           'hoa-giai')],
 'co-quan': [('Về hội nghị cán bộ, công chức, viên chức, người lao động:',
              ['?da-hoi-nghi-cbccvc|cơ quan, đơn vị đã tổ chức hội nghị',
               '?phai-hoi-nghi-cbccvc|cơ quan, đơn vị thuộc diện tổ chức',
               'nguoi-du-hoi-nghi-cbccvc|người dự',
               'kien-nghi-hoi-nghi-cbccvc|ý kiến, kiến nghị tại hội nghị'],
              ['so', 'vu-trang', 'bao-dai', 'don-vi-su-nghiep', 'trung-uong'],
              'hoi-nghi'),
             ('Về công khai, đối thoại trong cơ quan, đơn vị:',
              ['noi-dung-cong-khai-noi-bo|nội dung được công khai',
               'doi-thoai-noi-lam-viec|cuộc đối thoại tại nơi làm việc',
               'nguoi-du-doi-thoai|người dự đối thoại'],
              ['so', 'vu-trang', 'bao-dai', 'don-vi-su-nghiep', 'trung-uong'],
              'hoi-nghi')],
 'doanh-nghiep': [('Về hội nghị người lao động, đối thoại, thỏa ước:',
                   ['?da-hoi-nghi-cbccvc|doanh nghiệp đã tổ chức hội nghị người '
                    'lao động',
                    'doi-thoai-noi-lam-viec|cuộc đối thoại tại nơi làm việc',
                    '?co-thoa-uoc|doanh nghiệp có thỏa ước lao động tập thể'],
                   ['doanh-nghiep'],
                   'hoi-nghi')]}
COLUMNS = {'II': [('Qua truyền thanh', 'cong-khai-truyen-thanh', False),
        ('Qua trưởng thôn, TDP', 'cong-khai-qua-thon', False)],
 'III': [('Họp từ hai lần trong kỳ', 'thon-hop-hai-lan', False),
         ('Nội dung đã bàn', 'noi-dung-dan-ban', False),
         ('Đã biểu quyết thông qua', 'noi-dung-dan-quyet', False),
         ('Công trình, việc làm', 'cong-trinh-dan-ban', False),
         ('Tổng giá trị (đồng)', 'gia-tri-cong-trinh', False),
         ('NSNN (đồng)', 'gia-tri-ngan-sach', False),
         ('Nhân dân đóng góp (đồng)', 'gia-tri-dan-gop', False),
         ('Ngày công', 'ngay-cong-dan-gop', False)],
 'IV': [('Qua họp dân', 'lay-y-kien-hop-dan', False),
        ('Phát phiếu', 'lay-y-kien-phat-phieu', False),
        ('Trực tuyến', 'lay-y-kien-truc-tuyen', False)],
 'V': [('Sai phạm Ban TTND phát hiện', 'bttnd-sai-pham', False),
       ('Thu hồi (đồng)', 'bttnd-thu-hoi', False),
       ('Cuộc giám sát của Ban GSĐTCĐ', 'bgsdtcd-giam-sat', False),
       ('Sai phạm Ban GSĐTCĐ phát hiện', 'bgsdtcd-sai-pham', False),
       ('Kiến nghị của Ban GSĐTCĐ', 'bgsdtcd-kien-nghi', False)],
 'VII': [('Số vụ việc', 'vu-viec-dong-nguoi', False),
         ('Người dự đối thoại', 'nguoi-du-doi-thoai-dan', False)]}
ANNEXES = [('hoi-nghi',
  'Hội nghị, công khai, đối thoại trong cơ quan, đơn vị, doanh nghiệp',
  [],
  [('Thuộc diện tổ chức hội nghị', 'phai-hoi-nghi-cbccvc', True),
   ('Đã tổ chức hội nghị', 'da-hoi-nghi-cbccvc', True),
   ('Người dự', 'nguoi-du-hoi-nghi-cbccvc', False),
   ('Ý kiến, kiến nghị', 'kien-nghi-hoi-nghi-cbccvc', False),
   ('Nội dung công khai', 'noi-dung-cong-khai-noi-bo', False),
   ('Cuộc đối thoại', 'doi-thoai-noi-lam-viec', False),
   ('Có thỏa ước', 'co-thoa-uoc', True)]),
 ('hoa-giai',
  'Hòa giải ở cơ sở',
  ['cap-xa'],
  [('Số tổ hòa giải', 'to-hoa-giai', False),
   ('Số hòa giải viên', 'hoa-giai-vien', False),
   ('Vụ việc hòa giải', 'vu-hoa-giai', False),
   ('Hòa giải thành', 'vu-hoa-giai-thanh', False)])]


def last(rows):
    return rows.aggregate(last=Max("position"))["last"] or 0


def add_columns(apps, annex, columns):
    rows = apps.get_model("reporting", "AnnexColumn").objects.filter(annex=annex)
    there, place = set(rows.values_list("code", flat=True)), last(rows)
    for head, code, counts_yes in columns:
        if code not in there:
            place += 1
            rows.create(
                annex=annex, position=place, head=head, code=code, counts_yes=counts_yes
            )


def add_annexes(apps, outline):
    rows = apps.get_model("reporting", "ReportAnnex").objects.filter(outline=outline)
    for key, title, kinds, columns in ANNEXES:
        if rows.filter(key=key).exists():
            continue
        missing = rows.filter(content="missing").order_by("position").first()
        place = missing.position if missing else last(rows) + 1
        if missing:
            rows.filter(pk=missing.pk).update(position=place + 1)
        annex = rows.create(
            outline=outline, key=key, title=title, kinds=kinds, position=place
        )
        add_columns(apps, annex, columns)
    for annex in rows.filter(key__in=COLUMNS, content="figures"):
        add_columns(apps, annex, COLUMNS[annex.key])


def add_clauses(apps, outline):
    sections = apps.get_model("reporting", "OutlineSection").objects
    clauses = apps.get_model("reporting", "OutlineClause").objects
    annexes = apps.get_model("reporting", "ReportAnnex").objects.filter(outline=outline)
    named = {annex.key: annex for annex in annexes}
    for section in sections.filter(outline=outline, key__in=CLAUSES, rule="so-lieu"):
        own = clauses.filter(section=section)
        said = "\n".join(own.values_list("phrases", flat=True))
        place = last(own)
        for lead, phrases, kinds, annex in CLAUSES[section.key]:
            if phrases[0] in said:
                continue
            place += 1
            clauses.create(
                section=section,
                position=place,
                lead=lead,
                phrases="\n".join(phrases),
                kinds=kinds,
                annex=named.get(annex),
            )


def offer(apps, schema_editor):
    for outline in apps.get_model("reporting", "Outline").objects.all():
        add_annexes(apps, outline)
        add_clauses(apps, outline)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0015_issued_reports_are_known")]

    operations = [migrations.RunPython(offer, migrations.RunPython.noop)]
