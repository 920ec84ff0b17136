"""What Celery runs for sets of papers."""

from celery import shared_task
from django.utils import timezone

from reporting.dossiers import storing
from reporting.dossiers.asking import JOB as PACK_DOSSIER


@shared_task(name=PACK_DOSSIER)
def pack_dossier(*, dossier_id: int) -> None:
    """Pack a set of papers that somebody asked for."""
    storing.pack(dossier_id=dossier_id, now=timezone.now())


@shared_task(name="reporting.sweep_dossiers")
def sweep_dossiers() -> None:
    """Remove the files of sets past their last day."""
    storing.sweep(now=timezone.now())
