"""Migrations that move people's words, with rows in the tables."""

from contextlib import contextmanager
from importlib import import_module

import pytest

from agencies.tests.factories import make_user
from kehoach.testing.old_chain import go_to, newest
from reporting.outline.seeding import seed_outline
from reporting.outline.shipped import shipped_outline
from tasks.tests.factories import NOW, make_period, make_plan

SHIPPED = shipped_outline("dan-chu-co-so")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_too]
KEYS = import_module("reporting.migrations.0008_section_keys").KEYS
PLACES, LATEST = ("reporting", "0007_compared"), ("reporting", "0010_outline_words")


@contextmanager
def at(target):
    """Go back to a migration; whatever happens the newest stands again."""
    try:
        yield go_to(target)
    finally:
        go_to(*newest())


@pytest.mark.slow
def test_officers_words_move_from_places_to_keys_and_back() -> None:
    author, period = make_user(), make_period(make_plan())
    told = [(place, number) for place in (*KEYS, "9-9") for number in (1, 2)]
    with at(PLACES) as apps:
        report = apps.get_model("reporting", "YearlyReport").objects.create(
            period_id=period.pk
        )
        texts = apps.get_model("reporting", "SectionText").objects
        texts.bulk_create(
            texts.model(
                report=report, path=place, number=number, text=f"{place} bản {number}",
                author_id=author.pk, saved_at=NOW,
            )
            for place, number in told
        )  # fmt: skip
        new = go_to(LATEST).get_model("reporting", "SectionText").objects
        assert dict(new.filter(number=2).values_list("key", "text")) == {
            KEYS.get(place, place): f"{place} bản 2" for place, n in told if n == 2
        }
        again = go_to(PLACES).get_model("reporting", "SectionText").objects
        assert sorted(again.values_list("path", "number")) == sorted(told)


@pytest.mark.slow
def test_what_was_typed_in_the_old_form_becomes_a_version_of_its_section() -> None:
    author, period = make_user(), make_period(make_plan())
    with at(("reporting", "0011_unit_papers")) as apps:
        report = apps.get_model("reporting", "YearlyReport").objects.create(
            period_id=period.pk, opening="Mở.", strengths="Tốt.", causes="Bão.",
            updated_by_id=author.pk, updated_at=NOW,
        )  # fmt: skip
        texts = apps.get_model("reporting", "SectionText").objects
        alike = {"report": report, "author_id": author.pk, "saved_at": NOW}
        texts.create(key="uu-diem", number=1, text="Lời soạn từng mục.", **alike)
        texts.create(key="nguyen-nhan", number=1, text="Cũ.", **alike)
        texts.create(key="nguyen-nhan", number=2, is_automatic=True, **alike)
        new = go_to(("reporting", "0013_words_into_sections"))
        rows = new.get_model("reporting", "SectionText").objects.order_by(
            "key", "number"
        )
        assert list(rows.values_list("key", "number", "text")) == [
            ("mo-dau", 1, "Mở."),
            ("nguyen-nhan", 1, "Cũ."),
            ("nguyen-nhan", 2, ""),
            ("nguyen-nhan", 3, "Bão."),
            ("uu-diem", 0, "Tốt."),
            ("uu-diem", 1, "Lời soạn từng mục."),
        ]


def test_every_place_has_the_key_of_a_shipped_section() -> None:
    shipped = {section.key for section, _ in SHIPPED.every_section()}
    assert set(KEYS.values()) == shipped
    assert len(set(KEYS.values())) == len(KEYS)


@pytest.mark.slow
def test_shipped_names_change_and_an_offices_own_stay() -> None:
    outline = seed_outline(plan=make_plan())
    capitals = "KẾT QUẢ CÔNG KHAI THÔNG TIN"
    outline.annexes.filter(key="II").update(title=capitals)
    outline.annexes.filter(key="IV").update(title="Ý KIẾN CỦA NHÂN DÂN")
    meetings = outline.annexes.get(key="III").columns.get(code="thon-hop-du")
    meetings.head = "Đã họp ít nhất một lần trong năm"
    meetings.save()
    clause = outline.sections.get(key="cap-xa-ban-quyet-dinh").clauses.first()
    shipped = clause.phrases
    clause.phrases = shipped.replace("trong kỳ", "trong năm")
    clause.save()
    with at(("reporting", "0009_outline_and_template")):
        pass
    meetings.refresh_from_db()
    clause.refresh_from_db()
    titles = dict(outline.annexes.values_list("key", "title"))
    assert titles["II"] == "Kết quả công khai thông tin"
    assert titles["IV"] == "Ý KIẾN CỦA NHÂN DÂN"
    assert meetings.head == "Đã họp ít nhất một lần trong kỳ"
    assert clause.phrases == shipped
