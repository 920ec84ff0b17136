"""Sections: written by rule, then by people; figures live until frozen, never executed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from reporting.facts.figure_marks import (
    UNKNOWN_FIGURE,
    figure_words,
    unknown_keys,
    with_figures,
)
from reporting.facts.tests.papers import YEARLY, texts
from reporting.models import SectionText
from reporting.outline.wording import with_defaults
from reporting.tests.scenes import period_of
from reporting.yearly.building import yearly_facts
from reporting.yearly.documents import rendered
from reporting.yearly.freezing import facts_for, freeze, reopen
from reporting.yearly.report_words import report_of
from reporting.yearly.workshop import difference, save_section, text_places_of
from tasks.difficulties.handling import raise_difficulty
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY
from tasks.tests.measuring import AFTER, make_scene, make_unit, silent_unit
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
WORDS = figure_words(YEARLY)
KEY = "phuong-huong"


@pytest.fixture
def scene():
    found = make_scene()
    make_unit(found)
    silent_unit(found)
    return found


@pytest.fixture
def officer(scene):
    return make_user("officer", scene.period.plan.steering_agency)


def written(scene):
    """Return the facts as the rules write them."""
    period = period_of(scene)
    report = with_defaults(report_of(period))
    return yearly_facts(period=period, report=report, today=AFTER)


def save(scene, actor, text="", base=0, key=KEY, **more) -> SectionText:
    return save_section(
        period=period_of(scene), facts=written(scene), key=key, text=text, base=base,
        actor=actor, today=AFTER, now=NOW, **more,
    )  # fmt: skip


def shown(scene, number=3):
    return facts_for(period=period_of(scene), today=AFTER).sections[number].paragraphs


DONE = "nhiem-vu/III.2.a/hoan-thanh"


def test_words_of_an_officer_stand_with_todays_figures(scene, officer) -> None:
    save(scene, officer, f"Đã có [[{DONE}]] đơn vị.\nNăm sau làm tiếp.")
    assert shown(scene) == ("Đã có 01 đơn vị.", "Năm sau làm tiếp.")
    make_unit(scene)
    assert shown(scene)[0] == "Đã có 02 đơn vị."
    docx = rendered(facts_for(period=period_of(scene), today=AFTER), "docx")
    assert "Đã có 02 đơn vị." in texts(docx)


def test_freezing_stores_the_words_with_their_figures(scene, officer) -> None:
    save(scene, officer, f"Đã có [[{DONE}]] đơn vị.")
    head = make_user("head", scene.period.plan.steering_agency)
    close_period(period=scene.period, actor=head, today=AFTER, now=NOW)
    freeze(period=period_of(scene), actor=head, today=AFTER, now=NOW)
    before = rendered(facts_for(period=period_of(scene), today=AFTER), "docx")
    with pytest.raises(RuleBroken):
        save(scene, officer, "Sửa sau khi chốt", base=1)
    SectionText.objects.update(text="Sửa lén")
    make_unit(scene)
    after = rendered(facts_for(period=period_of(scene), today=date(2027, 2, 1)), "docx")
    assert after == before
    reopen(period=period_of(scene), reason="Sai", actor=head, today=AFTER, now=NOW)
    save(scene, officer, "Sửa lại", base=1)
    assert shown(scene) == ("Sửa lại",)


@pytest.mark.parametrize(
    "text",
    ["[[khong-co]]", "[[nhiem-vu/III.2.a]]", "[[", "[[a\nb]]", "[[__class__]]"],
)
def test_a_figure_that_does_not_exist_is_refused(scene, officer, text) -> None:
    with pytest.raises(InvalidInput, match="Không có số liệu"):
        save(scene, officer, text)
    assert not SectionText.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["{{ 7*7 }}", "{% now %}", "=cmd|'/C calc'!A0", "<script>1</script>", "%s {0}"],
)
def test_hostile_words_stay_words(scene, officer, client, text) -> None:
    save(scene, officer, text)
    assert shown(scene) == (text,)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(plan_page("reporting:section", args=[2026, KEY])).content.decode()
    assert "<script>1" not in page


@given(st.text(max_size=80))
def test_filling_changes_marks_only(text) -> None:
    got = with_figures(text, WORDS)
    if "[[" not in text:
        assert got == text
    assert (
        with_figures(f"a [[{next(iter(WORDS))}]] b", WORDS)
        == f"a {next(iter(WORDS.values()))} b"
    )


def test_unknown_marks_are_named_and_read_as_dots() -> None:
    assert unknown_keys("[[x]] và [[y", WORDS) == ["x", "[[y"]
    assert with_figures("[[x]]", WORDS) == UNKNOWN_FIGURE


def test_two_officers_do_not_overwrite_each_other(scene, officer, client) -> None:
    colleague = make_user("officer", scene.period.plan.steering_agency)
    save(scene, colleague, "Bản của đồng nghiệp")
    with pytest.raises(StaleVersion):
        save(scene, officer, "Bản của tôi")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    path = plan_page("reporting:section", args=[2026, KEY])
    answer = client.post(path, {"text": "Bản của tôi", "base": 0})
    assert answer.context["difference"] == [
        ("-", "Bản của đồng nghiệp"),
        ("+", "Bản của tôi"),
    ]
    assert answer.context["base"] == 1
    assert "Bản của tôi" in answer.content.decode()
    client.post(path, {"text": "Bản của tôi", "base": 1})
    assert shown(scene) == ("Bản của tôi",)
    assert SectionText.objects.count() == 2


def test_history_is_kept_and_a_version_taken_back(scene, officer, client) -> None:
    save(scene, officer, "Một")
    save(scene, officer, "Hai", base=1)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    path = plan_page("reporting:section", args=[2026, KEY])
    client.post(path, {"text": "", "base": 2, "restore": "1"})
    assert shown(scene) == ("Một",)
    rows = list(SectionText.objects.order_by("number").values_list("text", "note"))
    assert rows == [("Một", ""), ("Hai", ""), ("Một", "Lấy lại bản 1")]
    history = client.get(path).context["history"]
    assert [row.number for row, _ in history] == [3, 2, 1]
    client.post(path, {"text": "x", "base": 3, "automatic": "1"})
    assert shown(scene) == written(scene).sections[3].paragraphs


def test_a_section_can_be_left_out(scene, officer) -> None:
    before = len(facts_for(period=period_of(scene), today=AFTER).sections)
    save(scene, officer, "Một", left_out=True)
    assert len(facts_for(period=period_of(scene), today=AFTER).sections) == before - 1


def test_children_are_edited_by_their_own_place(scene, officer) -> None:
    place = next(
        p
        for p in text_places_of(written(scene), report_of(period_of(scene)))
        if p.section.level > 1
    )
    save(scene, officer, "Lời mới", key=place.key)
    facts = facts_for(period=period_of(scene), today=AFTER)
    assert facts.sections[0].children[0].key == place.key
    assert facts.sections[0].children[0].paragraphs == ("Lời mới",)


def test_what_was_written_here_is_no_gap_any_more(scene, officer, client) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    path = plan_page("reporting:yearly", args=[2026])
    assert "chưa ai xác nhận dự thảo ưu điểm" in client.get(path).context["gaps"]
    save(scene, officer, "Có nhiều chuyển biến.", key="uu-diem")
    assert "chưa ai xác nhận dự thảo ưu điểm" not in client.get(path).context["gaps"]


def test_unknown_sections_and_strangers_are_refused(scene, officer, client) -> None:
    with pytest.raises(InvalidInput):
        save(scene, officer, "x", key="khong-co")
    with pytest.raises(NotAllowed):
        save(scene, scene.reader, "x")
    names = (("workshop", [2026]), ("section", [2026, KEY]))
    stranger = make_user("officer", make_agency("UBND xã Lạ"))
    for person, status in ((scene.reader, 403), (stranger, 404)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for name, args in names:
            path = plan_page(f"reporting:{name}", args=args)
            assert client.get(path).status_code == status


def test_entries_and_difficulties_are_offered_with_their_agency(
    scene, officer, client
) -> None:
    duty = scene.period.duties.filter(state="open").get()
    writer = make_user("officer", duty.agency)
    log_progress(
        duties=[duty], author=writer, done_on=TODAY, text="Đã họp\n12 thôn.",
        progress="done", answers={}, today=TODAY, now=NOW,
    )  # fmt: skip
    raise_difficulty(
        agency=duty.agency, period=scene.period, text="Thiếu kinh phí",
        recommendation="Bố trí", actor=writer, today=TODAY, now=NOW,
    )  # fmt: skip
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    path = plan_page("reporting:section", args=[2026, KEY])
    page = client.get(path, {"nhiem-vu": "III.2.a"}).context
    assert page["entries"] == []  # not sent yet: nothing to quote
    scene.period.duties.filter(pk=duty.pk).update(
        state="submitted", first_sent_on=TODAY, submitted_at=NOW
    )
    page = client.get(path, {"nhiem-vu": "III.2.a"}).context
    assert [each.quote for each in page["entries"]] == [
        f"{duty.agency.name}: Đã họp 12 thôn."
    ]
    assert [each.text for each in page["difficulties"]] == [
        "Thiếu kinh phí Kiến nghị: Bố trí"
    ]


def test_the_difference_names_lines() -> None:
    assert difference("a\nb", "a\nc") == [(" ", "a"), ("-", "b"), ("+", "c")]
    assert difference("", "") == []
