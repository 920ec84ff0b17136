"""Addresses of the app: each room's own, gathered."""

from reporting.adhoc import urls as adhoc
from reporting.committee import urls as committee
from reporting.dossiers import urls as dossiers
from reporting.fields import urls as fields
from reporting.letters import urls as letters
from reporting.outline import urls as outline
from reporting.overview import urls as overview
from reporting.scores import urls as scores
from reporting.unit_papers import urls as unit_papers
from reporting.yearly import urls as yearly
from tasks.doors.plan_addresses import pages_of_plan

app_name = "reporting"

#: The pages about one plan.
of_plan = [
    *outline.of_plan,
    *unit_papers.of_plan,
    *overview.of_plan,
    *scores.of_plan,
    *yearly.of_plan,
    *committee.of_plan,
    *dossiers.of_plan,
]
urlpatterns = [
    *unit_papers.urlpatterns,
    *overview.urlpatterns,
    *adhoc.urlpatterns,
    *fields.urlpatterns,
    *letters.urlpatterns,
    *dossiers.urlpatterns,
    *pages_of_plan(of_plan),
]
