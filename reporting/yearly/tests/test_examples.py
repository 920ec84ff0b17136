"""Named examples: picked by officers, printed with the agency that wrote them."""

import pytest

from agencies.tests.factories import make_agency, make_user
from reporting.counting.excerpts import quotable
from reporting.facts.tests.papers import texts
from reporting.models import NamedExample
from reporting.tests.scenes import facts_of, period_of, section_of
from reporting.yearly import examples
from reporting.yearly.documents import rendered
from reporting.yearly.examples import pick_example
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import Duty, EntryLink, ProgressEntry
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY
from tasks.tests.measuring import AFTER, make_scene, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
SAID = "Tổ chức 12 cuộc đối thoại; giải quyết 34 kiến nghị ngay tại chỗ."


@pytest.fixture
def scene():
    found = make_scene()
    found.officer = make_user("officer", found.plan.steering_agency)
    found.duty = make_unit(found, agency=make_agency("UBND xã Suối Dầu", kind="cap-xa"))
    write(found, SAID)
    return found


def write(scene, text):
    duty = scene.duty
    entry = ProgressEntry(
        agency=duty.agency, period=scene.period, done_on=TODAY, text=text,
        progress="done", author=scene.clerk, recorded_at=NOW,
    )  # fmt: skip
    entry.fill_keys()
    entry.save()
    return EntryLink.objects.create(entry=entry, duty=duty)


def pick(scene, picked=True, actor=None, link=None):
    return pick_example(
        period=period_of(scene), link=link or quotable(scene.period).get().pk,
        picked=picked, actor=actor or scene.officer, today=AFTER, now=NOW,
    )  # fmt: skip


def strengths(scene):
    return section_of(facts_of(scene), "uu-diem")


QUOTE = (
    "UBND xã Suối Dầu: Tổ chức 12 cuộc đối thoại; giải quyết 34 kiến nghị ngay tại chỗ."
)


def test_an_example_prints_with_its_agency_until_it_is_dropped(scene) -> None:
    pick(scene)
    section = strengths(scene)
    assert section.paragraphs[-2:] == (
        "Một số kết quả, cách làm tiêu biểu do các cơ quan, đơn vị, địa phương báo cáo:",
        f"- {QUOTE}",
    )
    assert section.is_draft
    assert any(QUOTE in text for text in texts(rendered(facts_of(scene), "docx")))
    pick(scene, picked=False, link=NamedExample.objects.get().link_id)
    assert not any("tiêu biểu" in text for text in strengths(scene).paragraphs)
    assert NamedExample.objects.get().dropped_by == scene.officer


def test_an_example_that_was_returned_prints_no_more(scene) -> None:
    pick(scene)
    Duty.objects.filter(pk=scene.duty.pk).update(
        state="open", first_sent_on=None, submitted_at=None, accepted_on=None
    )
    assert not any(QUOTE in text for text in strengths(scene).paragraphs)


def test_who_may_pick_and_how_many(scene, monkeypatch) -> None:
    with pytest.raises(NotAllowed):
        pick(scene, actor=make_user("other", scene.duty.agency))
    with pytest.raises(InvalidInput, match="không nêu được"):
        pick(scene, link=10**9)
    monkeypatch.setattr(examples, "MOST_EXAMPLES", 0)
    with pytest.raises(InvalidInput, match="Thôi nêu"):
        pick(scene)


def test_the_button_beside_the_excerpt_picks_it(scene, client) -> None:
    client.force_login(scene.officer)
    page = plan_page("reporting:section", args=["2026", "uu-diem"])
    told = client.get(page, {"nhiem-vu": "III.2.a"}).content.decode()
    assert "Nêu trong báo cáo" in told
    link = quotable(scene.period).get().pk
    answer = client.post(
        plan_page("reporting:example", args=["2026"]),
        {"link": link, "picked": "1", "muc": "uu-diem", "nhiem-vu": "III.2.a"},
        follow=True,
    )
    assert answer.redirect_chain[0][0] == f"{page}?nhiem-vu=III.2.a#trich-dan"
    assert "Thôi nêu" in answer.content.decode()
    assert NamedExample.objects.get().link_id == link
