"""The yearly report says since when, by which document, which clause was changed."""

from datetime import date

import pytest

from agencies.tests.factories import make_agency
from reporting.yearly.changes import changes_of
from reporting.yearly.freezing import facts_for
from tasks.changing.tests.changing import apply, draft_of, opened
from tasks.changing.tests.undoing import APPLIED, undo
from tasks.models import Period
from tasks.tests.factories import make_assignment, make_plan, make_task

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
SINCE = "Từ ngày 01/06/2026, theo Quyết định số 12/QĐ-UBND ngày 25/05/2026"


class Scene:
    """Two responsibilities of one agency and a task, in the year 2026."""

    def __init__(self):
        self.plan = make_plan()
        self.finance = make_agency("Sở Tài chính")
        self.building = make_agency("Sở Xây dựng")
        titles = {"IV.5.1": "Bố trí kinh phí", "IV.5.2": "Lồng ghép nguồn vốn"}
        self.given = [
            make_assignment(make_task(self.plan, code, short_title=words), self.finance)
            for code, words in titles.items()
        ]
        self.task = make_task(self.plan, "III.5.a", short_title="Kiểm tra")
        make_assignment(self.task, self.finance)
        opened(self.task)

    def told(self, key, year=2026):
        """Return the paragraphs of the section."""
        rows = Period.objects.select_related("plan__steering_agency")
        period = rows.get(plan=self.plan, year=year)
        facts = facts_for(period=period, today=DAY)
        return next(
            each for each in every(facts.sections) if each.key == key
        ).paragraphs


def every(sections):
    for each in sections:
        yield each
        yield from every(each.children)


@pytest.fixture
def scene():
    return Scene()


TASKS, DUTIES = "ke-hoach-nhiem-vu", "ke-hoach-trach-nhiem"


def test_another_agency_is_named_with_day_and_document(scene):
    assert not any("Từ ngày" in said for said in scene.told(DUTIES))
    apply(draft_of(scene.given[0], agency_id=scene.building.pk))
    assert scene.told(DUTIES)[-1] == (
        f"{SINCE}, giao Sở Xây dựng thay Sở Tài chính thực hiện nội dung IV.5.1 (bố trí"
        " kinh phí)."
    )
    assert not any("Từ ngày" in said for said in scene.told(TASKS))


def test_an_undone_change_is_not_told(scene):
    before = scene.told(DUTIES)
    draft = draft_of(scene.given[0], agency_id=scene.building.pk)
    apply(draft, now=APPLIED)
    assert scene.told(DUTIES) != before
    undo(draft)
    assert scene.told(DUTIES) == before


def test_what_one_document_does_alike_is_said_once(scene):
    for given in scene.given:
        apply(draft_of(given, agency_id=scene.building.pk))
    lines = [said for said in scene.told(DUTIES) if said.startswith("Từ ngày")]
    assert lines == [
        f"{SINCE}, giao Sở Xây dựng thay Sở Tài chính thực hiện nội dung IV.5.1 (bố trí"
        " kinh phí) và IV.5.2 (lồng ghép nguồn vốn)."
    ]


def test_an_assignment_that_only_ends_and_other_words_are_told(scene):
    apply(draft_of(scene.given[0], valid_to=date(2026, 5, 31)))
    assert scene.told(DUTIES)[-1] == (
        f"{SINCE}, thôi giao Sở Tài chính thực hiện nội dung IV.5.1 (bố trí kinh phí)."
    )
    apply(
        draft_of(
            scene.task, code="III.5.b", schedule="once", schedule_text="Trước 31/10",
            due_on=date(2026, 10, 31),
        )
    )  # fmt: skip
    before = scene.task.schedule_text
    assert scene.told(TASKS)[-1] == (
        f"{SINCE}, điều chỉnh mã và thời gian thực hiện của nhiệm vụ III.5.b (kiểm tra)"
        f" (trước đó là III.5.a; thời gian “{before}” thành “Trước 31/10”)."
    )


def test_a_bare_number_is_called_a_document_and_drafts_are_not_told(scene):
    draft = draft_of(scene.given[0], agency_id=scene.building.pk)
    assert not any("Từ ngày" in said for said in scene.told(DUTIES))
    draft.basis_number = "34/UBND-NC"
    draft.save()
    apply(draft)
    assert "theo Văn bản số 34/UBND-NC ngày 25/05/2026, giao" in scene.told(DUTIES)[-1]


@pytest.mark.parametrize("changes", [1, 2])
def test_the_number_of_queries_does_not_grow(
    scene, changes, django_assert_max_num_queries
):
    period = Period.objects.get(plan=scene.plan, year=2026)
    for given in scene.given[:changes]:
        apply(draft_of(given, agency_id=scene.building.pk))
    with django_assert_max_num_queries(2):
        assert len(changes_of(period)) == changes
