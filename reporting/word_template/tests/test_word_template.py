"""An office's Word template: words and variables only, tried before it is stored."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.office_files import OLE
from reporting.checking import check
from reporting.facts.tests.papers import YEARLY, opened, texts
from reporting.files.sample import HOSTILE, SAMPLE
from reporting.files.template_check import package_problems, template_problems
from reporting.files.template_default import template_of
from reporting.files.template_docx import render_with
from reporting.files.yearly_docx import render_docx
from reporting.models import ReportTemplate
from reporting.tests.scenes import period_of
from reporting.word_template.keeping import (
    restore_template,
    standing_template,
    upload_template,
)
from reporting.yearly.documents import rendered
from reporting.yearly.freezing import facts_for, freeze, template_for
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import make_scene, make_unit

AFTER = date(2026, 12, 20)
BACKEND = "django.contrib.auth.backends.ModelBackend"
DEFAULT = template_of(YEARLY)


def changed(old: str, new: str, template: bytes = DEFAULT) -> bytes:
    """Return the template with a text replaced, as Word would save it."""
    document = docx.Document(BytesIO(template))
    for run in document.element.body.iter("{*}t"):
        if run.text:
            run.text = run.text.replace(old, new)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(template: bytes, **parts: bytes) -> bytes:
    """Return the package with parts added or replaced; `__` in a name is a slash."""
    out, names = BytesIO(), {n.replace("__", "/"): b for n, b in parts.items()}
    with ZipFile(BytesIO(template)) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            if name not in names:
                target.writestr(name, source.read(name))
        for name, content in names.items():
            target.writestr(name, content)
    return out.getvalue()


def test_the_default_template_prints_what_the_shipped_layout_prints() -> None:
    assert package_problems(DEFAULT) == template_problems(DEFAULT) == []
    made, shipped = render_with(DEFAULT, YEARLY), render_docx(YEARLY)
    assert texts(made) == texts(shipped)
    cells = [[c.text for r in t.rows for c in r.cells] for t in opened(made).tables]
    assert cells == [
        [c.text for r in t.rows for c in r.cells] for t in opened(shipped).tables
    ]
    assert [str(verdict) for verdict in check(made) if not verdict.met] == []
    pages = [(s.page_width, s.left_margin) for s in opened(made).sections]
    assert pages == [(s.page_width, s.left_margin) for s in opened(shipped).sections]


def test_the_lines_of_the_signer_stand_close_and_the_rule_clears_the_text() -> None:
    made = opened(render_with(DEFAULT, YEARLY))
    gaps = [
        line.paragraph_format.space_before
        for table in made.tables
        for cell in table._cells
        for line in cell.paragraphs
        if line.text.endswith("GIÁM ĐỐC")
    ]
    assert [gap.pt if gap else 0 for gap in gaps] == [6, 0]
    rule = next(
        after
        for line, after in pairwise(made.paragraphs)
        if line.text == YEARLY.subject
    )
    assert rule.paragraph_format.space_after.pt == 12


def test_equal_facts_and_equal_template_give_equal_bytes() -> None:
    assert render_with(DEFAULT, YEARLY) == render_with(DEFAULT, YEARLY)
    other = changed("{{ ten_loai }}", "BÁO CÁO NĂM")
    assert render_with(other, YEARLY) != render_with(DEFAULT, YEARLY)


def test_hostile_words_of_agencies_stay_words() -> None:
    found = texts(render_with(DEFAULT, SAMPLE))
    assert HOSTILE in found
    assert "49" not in " ".join(found)


@pytest.mark.parametrize(
    ("evil", "said"),
    [
        ("{{ ''.__class__.__mro__ }}", "phần không có"),
        ("{{ muc.__class__ }}", "phần không có"),
        ("{{ cycler.__init__.__globals__ }}", "phần không có"),
        ("{{ mat_khau }}", "«mat_khau»"),
        ("{{ self }}", "«self»"),
        ("{{ 9**9**9 }}", "Pow"),
        ("{{ 'a' * 999 }}", "Mul"),
        ("{{ range(9) }}", "Call"),
        ("{{ nam|attr('x') }}", "Filter"),
        ("{% set nam = 1 %}", "Assign"),
        ("{% include 'x' %}", "Include"),
        ("{% macro x() %}{% endmacro %}", "Macro"),
        ("{{ nam[0] }}", "Getitem"),
        ("{% for nam in mo_dau %}{% endfor %}", "«nam»"),
        ("{% if %}", "sai cú pháp"),
        ("{{ nam", "sai cú pháp"),
        (
            "{% for a in mo_dau %}" * 3 + "{% endfor %}" * 3,
            "lặp quá nhiều",
        ),
    ],
)
def test_only_variables_loops_and_choices_are_understood(evil, said) -> None:
    found = " ".join(template_problems(changed("{{ ten_loai }}", evil)))
    assert said in found


def test_headers_and_properties_are_read_too() -> None:
    document = docx.Document(BytesIO(DEFAULT))
    document.core_properties.title = "{{ ''.__class__ }}"
    document.sections[0].header.paragraphs[0].add_run("{{ khong_co }}")
    out = BytesIO()
    document.save(out)
    found = " ".join(template_problems(out.getvalue()))
    assert "__class__" in found
    assert "khong_co" in found


BOMB = b"<a>" + b" " * 3_000_001 + b"</a>"
RELS = b'<Relationships><Relationship Target="http://x" TargetMode="External"/></Relationships>'
FIELD = b"<w:p><w:instrText>DDEAUTO c:\\\\x</w:instrText></w:p>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không phải văn bản Word"),
        (b"%PDF-1.7", "không phải văn bản Word"),
        (b"PK\x03\x04" + b"x" * 90, "không phải văn bản Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "đặt mật khẩu"),
        (b"x" * 5_000_001, "quá 5 MB"),
        (repacked(DEFAULT, word__vbaProject=b"x"), "macro"),
        (repacked(DEFAULT, **{"word__embeddings__a.xlsx": b"x"}), "tệp nhúng"),
        (repacked(DEFAULT, **{"word__x.xml": BOMB}), "quá lớn"),
        (repacked(DEFAULT, **{"word___rels__y.xml.rels": RELS}), "liên kết ra ngoài"),
        (repacked(DEFAULT, **{"word__x.xml": b"<!DOCTYPE a><a/>"}), "thực thể XML"),
        (repacked(DEFAULT, **{"word__x.xml": FIELD}), "trường Word"),
    ],
)
def test_a_package_that_is_no_plain_letter_is_refused(content, said) -> None:
    assert said in " ".join(package_problems(content))


@pytest.fixture
def scene():
    found = make_scene()
    make_unit(found)
    return found


@pytest.fixture
def officer(scene):
    return make_user("officer", scene.plan.steering_agency)


def uploaded(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("Mẫu.docx", content)


def upload(scene, actor, content=DEFAULT, note="") -> ReportTemplate:
    period = period_of(scene)
    return upload_template(
        plan=period.plan, upload=uploaded(content), note=note, actor=actor,
        facts=facts_for(period=period, today=AFTER), today=AFTER, now=NOW,
    )  # fmt: skip


def printed(scene) -> bytes:
    period = period_of(scene)
    facts = facts_for(period=period, today=AFTER)
    return rendered(facts, "docx", template_for(period))


@pytest.mark.django_db
def test_a_changed_heading_prints_and_an_earlier_version_comes_back(
    scene, officer
) -> None:
    shipped = printed(scene)
    upload(scene, officer, changed("{{ ten_loai }}", "BÁO CÁO TỔNG KẾT"), "Đổi tên")
    first = printed(scene)
    assert "BÁO CÁO TỔNG KẾT" in texts(first)
    upload(scene, officer, changed("{{ ten_loai }}", "BÁO CÁO KHÁC"))
    assert "BÁO CÁO KHÁC" in texts(printed(scene))
    given = {"plan": scene.plan, "actor": officer, "today": AFTER, "now": NOW}
    restore_template(number=1, **given)
    assert printed(scene) == first
    restore_template(number=0, **given)
    assert printed(scene) == shipped
    rows = list(ReportTemplate.objects.values_list("number", "note"))
    assert rows == [
        (4, "Dùng lại mẫu mặc định"),
        (3, "Lấy lại bản 1"),
        (2, ""),
        (1, "Đổi tên"),
    ]
    with pytest.raises(InvalidInput):
        restore_template(number=9, **given)
    with pytest.raises(NotAllowed):
        restore_template(number=1, **given | {"actor": scene.reader})


@pytest.mark.slow
@pytest.mark.django_db
def test_a_frozen_report_keeps_its_template(scene, officer) -> None:
    upload(scene, officer, changed("{{ ten_loai }}", "BÁO CÁO TỔNG KẾT"))
    head = make_user("head", scene.plan.steering_agency)
    close_period(period=scene.period, actor=head, today=AFTER, now=NOW)
    version = freeze(period=period_of(scene), actor=head, today=AFTER, now=NOW)
    assert version.template == standing_template(scene.plan)
    before = printed(scene)
    upload(scene, officer, changed("{{ ten_loai }}", "BÁO CÁO KHÁC"))
    assert printed(scene) == before
    assert "BÁO CÁO TỔNG KẾT" in texts(before)


@pytest.mark.django_db
def test_what_breaks_the_decree_is_warned_of_and_what_breaks_the_file_refused(
    scene, officer
) -> None:
    row = upload(scene, officer, changed("{{ ten_loai }}", "báo cáo"))
    assert row.warnings
    with pytest.raises(InvalidInput, match="In thử"):
        upload(
            scene,
            officer,
            changed("{%p for muc in cac_muc %}", "{% for muc in cac_muc %}"),
        )
    with pytest.raises(InvalidInput, match="In thử"):
        upload(scene, officer, changed("{{ doan }}", "{{ doan.tieu_de }}"))
    assert ReportTemplate.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("_after_the_deadline")
def test_the_page_takes_refuses_and_hands_out(scene, officer, client) -> None:
    client.force_login(officer, backend=BACKEND)
    path = plan_page("reporting:word_template", args=["2026"])
    taken = client.get(plan_page("reporting:word_template_file", args=["2026"]))
    template = b"".join(taken.streaming_content) if taken.streaming else taken.content
    assert template_problems(template) == []
    evil = uploaded(changed("{{ ten_loai }}", "{{ mat_khau }}", template))
    answer = client.post(path, {"file": evil, "note": "Thử"})
    assert "biến không có: «mat_khau»" in answer.content.decode()
    good = uploaded(changed("{{ ten_loai }}", "BÁO CÁO TỔNG KẾT", template))
    assert client.post(path, {"file": good, "note": "Đổi"}).status_code == 302
    file = client.get(plan_page("reporting:yearly_docx", args=["2026"])).content
    assert "BÁO CÁO TỔNG KẾT" in texts(file)
    client.post(
        plan_page("reporting:word_template_restore", args=["2026"]), {"number": 0}
    )
    file = client.get(plan_page("reporting:yearly_docx", args=["2026"])).content
    assert "BÁO CÁO" in texts(file)
    assert client.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_after_the_deadline")
def test_strangers_and_readers_are_refused(scene, client) -> None:
    stranger = make_user("officer", make_agency("UBND xã Lạ"))
    for person, status in ((scene.reader, 403), (stranger, 404)):
        client.force_login(person, backend=BACKEND)
        for name in ("word_template", "word_template_file"):
            path = plan_page(f"reporting:{name}", args=["2026"])
            assert client.get(path).status_code == status
        path = plan_page("reporting:word_template_restore", args=["2026"])
        assert client.post(path, {"number": 0}).status_code == status


@pytest.mark.django_db
@pytest.mark.usefixtures("_after_the_deadline")
def test_queries_of_the_page_do_not_grow(
    scene, officer, client, django_assert_max_num_queries
) -> None:
    client.force_login(officer, backend=BACKEND)
    path = plan_page("reporting:word_template", args=["2026"])
    client.get(path)
    for number in range(1, 4):
        ReportTemplate.objects.create(
            plan=scene.plan, number=number, author=officer, saved_at=NOW
        )
        with django_assert_max_num_queries(12):
            client.get(path)


def test_a_template_without_the_style_of_tables_still_has_ruled_annexes() -> None:
    document = docx.Document(BytesIO(DEFAULT))
    style = document.styles["Table Grid"]
    style.element.getparent().remove(style.element)
    out = BytesIO()
    document.save(out)
    made = opened(render_with(out.getvalue(), replace(YEARLY, targets=())))
    assert made.tables[-1].style.name == "Table Grid"
