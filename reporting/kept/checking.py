"""Everything that is kept is looked at: files and facts, from a command and at night."""

from datetime import datetime

from reporting.kept.facts import check_facts
from tasks.evidence.checking_files import CheckedFiles, check_files, record
from tasks.evidence.sweeping_parts import sweep_parts


def check_everything(*, now: datetime) -> CheckedFiles:
    """Compare files and facts with their hashes, mend what can be, keep what is wrong;
    take away what killed processes left half.
    """
    sweep_parts(now=now)
    done = check_files(now=now)
    done.found += check_facts()
    record(done.found, now=now)
    return done
