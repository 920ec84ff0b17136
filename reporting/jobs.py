"""What Celery runs for the reporting room."""

from reporting.committee import jobs as committee_jobs
from reporting.dossiers import jobs as dossiers_jobs
from reporting.kept import jobs as kept_jobs
from reporting.scores import jobs as scores_jobs
from reporting.yearly import jobs as yearly_jobs

__all__ = ["committee_jobs", "dossiers_jobs", "kept_jobs", "scores_jobs", "yearly_jobs"]
