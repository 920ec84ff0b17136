"""A frozen report with what the Committee's paper needs besides."""

from agencies.tests.factories import make_user
from reporting.committee.papers import PAPER_WORDS, SIGNING_FIELDS
from reporting.committee.steps import save_paper
from reporting.yearly.freezing import freeze
from reporting.yearly.tests.signing import complete
from tasks.models import Period
from tasks.periods.closing import close_period
from tasks.tests.factories import NOW
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit, silent_unit


class Scene:
    """A closed and frozen year with one unit that answered and one that did not."""

    def __init__(self):
        self.rows = make_scene()
        plan = self.rows.plan
        complete(self.rows.period)
        answer(self.rows, make_unit(self.rows), trained=3, charged=4)
        silent_unit(self.rows)
        self.head = make_user("head", plan.steering_agency)
        self.common = {"actor": self.head, "today": AFTER, "now": NOW}
        close_period(period=self.period, **self.common)
        freeze(period=self.period, **self.common)

    @property
    def period(self) -> Period:
        rows = Period.objects.select_related("plan__steering_agency")
        return rows.get(pk=self.rows.period.pk)

    def act(self, work, **more):
        return work(period=self.period, **self.common, **more)

    def save(self, version=0, **given):
        empty = dict.fromkeys((*SIGNING_FIELDS, *PAPER_WORDS), "")
        values = empty | {"issued_on": None, "slip_on": None} | given
        return self.act(save_paper, values=values, version=version)

    def signers(self, **given):
        said = {"signer_name": "Nguyễn Văn A", "slip_signer_name": "Trần Thị B"}
        return self.save(**said | given)
