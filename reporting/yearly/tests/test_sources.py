"""The numbers of a section's sentences lead to their rows, whoever wrote the section."""

import pytest

from agencies.tests.factories import make_agency, make_user
from reporting.outline.rows import stored_outline
from reporting.outline.sections import ClauseLine, save_section_row
from reporting.outline.wording import with_defaults
from reporting.tests.scenes import facts_of, period_of
from reporting.yearly.report_words import report_of
from reporting.yearly.section_sources import sources_of
from reporting.yearly.workshop import save_section
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]


@pytest.fixture
def scene():
    found = make_scene()
    commune = make_agency("UBND xã Suối Dầu", kind="cap-xa")
    answer(found, make_unit(found, agency=commune), trained=3, has_rule=True)
    answer(found, make_unit(found), trained=5)
    found.head = make_user("head", found.plan.steering_agency)
    return found


def own_section(scene) -> str:
    line = ClauseLine(
        "Cấp xã có",
        "nguoi-da-boi-duong|người đã bồi dưỡng\nco-quy-che|xã có quy chế",
        kinds=["cap-xa"],
    )
    version = stored_outline(scene.plan).version
    return save_section_row(
        plan=scene.plan, key="", title="Mục riêng", clauses=[line], version=version,
        actor=scene.head, today=AFTER, now=NOW,
    ).key  # fmt: skip


def links(scene, key):
    period = period_of(scene)
    return sources_of(period, with_defaults(report_of(period)), facts_of(scene))[key]


def test_each_figure_of_a_sentence_opens_the_agencies_it_adds_up(scene, client) -> None:
    key = own_section(scene)
    [section] = [each for each in facts_of(scene).sections if each.key == key]
    assert section.paragraphs[0].startswith("Cấp xã có 03 người đã bồi dưỡng; 01 xã")
    client.force_login(scene.head)
    page = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    found = links(scene, key)
    assert [link.words for link in found] == ["người đã bồi dưỡng", "xã có quy chế"]
    for link, number in zip(found, (3, 1), strict=True):
        assert f'<a href="{link.url.replace("&", "&amp;")}">{link.words}</a>' in page
        assert client.get(link.url).context["total"].total == number
    assert "Chỉ tính UBND cấp xã." in client.get(found[0].url).content.decode()


def test_an_officers_words_lead_to_the_rows_of_their_marks(scene, client) -> None:
    measure = "muc-tieu/II.1/II.1"
    words = (
        f"Đạt [[{measure}/ty-le]], gồm [[{measure}/tu-so]] người; [[{measure}/tu-so]]."
    )
    save_section(
        period=period_of(scene), facts=facts_of(scene), key="uu-diem", text=words, base=0,
        actor=scene.head, today=AFTER, now=NOW,
    )  # fmt: skip
    rows = plan_page("reporting:measure_rows", args=["II.1"])
    assert [link.url for link in links(scene, "uu-diem")] == [
        f"{rows}?ky=2026&nhom=mau-so",
        f"{rows}?ky=2026&nhom=tu-so",
    ]


def test_every_source_of_the_shipped_outline_opens(scene, client) -> None:
    client.force_login(scene.head)
    period = period_of(scene)
    found = sources_of(period, with_defaults(report_of(period)), facts_of(scene))
    page = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    urls = {link.url for each in found.values() for link in each}
    assert {"#nhiem-vu", "#trach-nhiem", "#chua-bao-cao"} <= urls
    for url in urls:
        if url.startswith("#"):
            assert f'id="{url[1:]}"' in page
        else:
            assert client.get(url).status_code == 200, url


def test_a_total_of_an_annex_opens_its_answers(scene, client) -> None:
    client.force_login(scene.head)
    page = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    address = plan_page("reporting:figure_rows", args=["nguoi-da-boi-duong"])
    assert f'<a href="{address}?ky=2026">8</a>' in page


def test_unfinished_duties_are_listed_by_what_they_said(scene, client) -> None:
    make_unit(scene, state="open", progress="not_started", first_sent_on=None)
    make_unit(scene, state="submitted", accepted_on=None)
    client.force_login(scene.head)
    task = facts_of(scene).tasks[0]
    assert (task.in_progress, task.not_started) == (1, 1)
    for word in ("dang", "chua"):
        address = f"{plan_page('tasks:duties')}?ky=2026&ma={task.code}&tien-do={word}"
        page = client.get(f"{address}&dien=tinh")
        assert page.context["total"] == 1
