"""Names of shipped annexes stand in one style, words about «năm» suit parts of a year.

Only what is stored exactly as it was shipped changes; an office's own words stay.
"""

from django.db import migrations

TITLES = {
    "KẾT QUẢ CÔNG KHAI THÔNG TIN": (
        "Kết quả công khai thông tin"
    ),
    "NHÂN DÂN BÀN VÀ QUYẾT ĐỊNH: HỌP THÔN, TỔ DÂN PHỐ": (
        "Nhân dân bàn và quyết định: họp thôn, tổ dân phố"
    ),
    "NHÂN DÂN THAM GIA Ý KIẾN": (
        "Nhân dân tham gia ý kiến"
    ),
    "BAN THANH TRA NHÂN DÂN, BAN GIÁM SÁT ĐẦU TƯ CỦA CỘNG ĐỒNG": (
        "Ban Thanh tra nhân dân, Ban Giám sát đầu tư của cộng đồng"
    ),
    "HƯƠNG ƯỚC, QUY ƯỚC": (
        "Hương ước, quy ước"
    ),
    "TIẾP CÔNG DÂN, GIẢI QUYẾT ĐƠN THƯ, ĐỐI THOẠI": (
        "Tiếp công dân, giải quyết đơn thư, đối thoại"
    ),
    "BỒI DƯỠNG, KHEN THƯỞNG, XỬ LÝ VI PHẠM, QUY CHẾ": (
        "Bồi dưỡng, khen thưởng, xử lý vi phạm, quy chế"
    ),
}
#: Annex of meetings, its column; the sentence of the same figure.
HEADS = {
    "Đã họp ít nhất một lần trong năm": "Đã họp ít nhất một lần trong kỳ",
}
PHRASES = {
    "thôn, tổ dân phố đã họp ít nhất một lần trong năm": (
        "thôn, tổ dân phố đã họp ít nhất một lần trong kỳ"
    ),
}


def reword(apps, titles, heads, phrases):
    models = {
        name: apps.get_model("reporting", name).objects
        for name in ("ReportAnnex", "AnnexColumn", "OutlineClause")
    }
    for old, new in titles.items():
        models["ReportAnnex"].filter(title=old).update(title=new)
    for old, new in heads.items():
        models["AnnexColumn"].filter(head=old).update(head=new)
    for old, new in phrases.items():
        for row in models["OutlineClause"].filter(phrases__contains=f"|{old}"):
            row.phrases = row.phrases.replace(f"|{old}", f"|{new}")
            row.save(update_fields=["phrases"])


def forwards(apps, schema_editor):
    reword(apps, TITLES, HEADS, PHRASES)


def backwards(apps, schema_editor):
    turned = ({new: old for old, new in each.items()} for each in (TITLES, HEADS, PHRASES))
    reword(apps, *turned)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0009_outline_and_template")]

    operations = [migrations.RunPython(forwards, backwards)]
