"""Addresses of the app: each room's own, gathered."""

from reporting.adhoc import urls as adhoc
from reporting.committee import urls as committee
from reporting.dossiers import urls as dossiers
from reporting.letters import urls as letters
from reporting.outline import urls as outline
from reporting.overview import urls as overview
from reporting.scores import urls as scores
from reporting.unit_papers import urls as unit_papers
from reporting.yearly import urls as yearly

app_name = "reporting"

urlpatterns = [
    *outline.urlpatterns,
    *unit_papers.urlpatterns,
    *overview.urlpatterns,
    *adhoc.urlpatterns,
    *scores.urlpatterns,
    *yearly.urlpatterns,
    *letters.urlpatterns,
    *committee.urlpatterns,
    *dossiers.urlpatterns,
]
