"""Addresses of the app: each room's own, gathered."""

from tasks.adhoc import urls as adhoc
from tasks.changing import urls as changing
from tasks.consulting import urls as consulting
from tasks.coordination import urls as coordination
from tasks.desk import urls as desk
from tasks.difficulties import urls as difficulties
from tasks.doors import urls as doors
from tasks.doors.plan_addresses import pages_of_plan
from tasks.entering import urls as entering
from tasks.evidence import urls as evidence
from tasks.fields import urls as fields
from tasks.notices import urls as notices
from tasks.official_letters import urls as official_letters
from tasks.pages import urls as pages
from tasks.people import urls as people
from tasks.periods import urls as periods
from tasks.plan import urls as plan
from tasks.registers import urls as registers
from tasks.reminders import urls as reminders
from tasks.reorganising import urls as reorganising
from tasks.review import urls as review
from tasks.work import urls as work

app_name = "tasks"

#: The pages about one plan.
of_plan = [
    *reminders.of_plan,
    *periods.of_plan,
    *changing.of_plan,
    *consulting.of_plan,
    *entering.of_plan,
    *plan.of_plan,
    *official_letters.of_plan,
    *people.of_plan,
    *fields.of_plan,
    *review.of_plan,
    *pages.of_plan,
]
urlpatterns = [
    *doors.urlpatterns,
    *notices.urlpatterns,
    *reminders.urlpatterns,
    *evidence.urlpatterns,
    *registers.urlpatterns,
    *difficulties.urlpatterns,
    *work.urlpatterns,
    *periods.urlpatterns,
    *reorganising.urlpatterns,
    *changing.urlpatterns,
    *consulting.urlpatterns,
    *plan.urlpatterns,
    *official_letters.urlpatterns,
    *coordination.urlpatterns,
    *people.urlpatterns,
    *adhoc.urlpatterns,
    *desk.urlpatterns,
    *review.urlpatterns,
    *pages.urlpatterns,
    *pages_of_plan(of_plan),
]
