"""The letter with which an agency reports."""

from tasks.official_letters.unit_reports import record_unit_report
from tasks.tests.factories import NOW, TODAY


def record(duty, actor, **said):
    """Record a letter signed today unless told otherwise."""
    said = {"number": "45/BC-UBND", "signed_on": TODAY, "signer": "Lê Văn Hòa"} | said
    return record_unit_report(
        agency=duty.agency,
        period=duty.period,
        actor=actor,
        today=TODAY,
        now=NOW,
        **said,
    )
