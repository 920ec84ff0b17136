"""Stored facts are compared with their hash before anybody reads them, and what was
issued is chained: each issue's hash holds the one before.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.db import connection

from reporting.facts.as_text import load
from reporting.facts.report import YearlyFacts as Facts
from reporting.models import CommitteeReport, FrozenReport, IssuedLink, YearlyReport
from tasks.evidence.kept_files import KeptWrong, about
from tasks.models import FileTrouble


def digest_of(*texts: str) -> str:
    """Return the SHA-256 of stored texts, as it was kept with them."""
    return sha256("\n".join(texts).encode()).hexdigest()


def frozen_facts_of(version: FrozenReport) -> Facts:
    """Return the frozen facts; KeptWrong when they are not what was frozen, or issued."""
    if problem := problem_of_version(version):
        raise problem
    return load(version.facts)


def problem_of_version(version: FrozenReport) -> KeptWrong | None:
    """Return what is the matter with frozen facts."""
    found = digest_of(version.facts)
    issued = version.links.values_list("said__facts", flat=True)
    if version.sha256 == found and all(said == found for said in issued):
        return None
    return KeptWrong(f"facts:{version.pk}", FileTrouble.Kind.WRONG, about(version))


def require_papers(paper: CommitteeReport) -> None:
    """Raise KeptWrong when the texts of a submitted paper are not what was submitted."""
    if problem := problem_of_paper(paper):
        raise problem


def problem_of_paper(paper: CommitteeReport) -> KeptWrong | None:
    """Return what is the matter with the texts of a submitted paper."""
    if not paper.sha256 or paper.sha256 == digest_of(paper.facts, paper.slip_facts):
        return None
    return KeptWrong(f"papers:{paper.pk}", FileTrouble.Kind.WRONG, about(paper))


def link_hash(place: int, previous: str, said: dict[str, Any]) -> str:
    """Return the hash of an issue that follows another."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return sha256(f"{place}\n{previous}\n{text}".encode()).hexdigest()


def chain(
    row: YearlyReport | CommitteeReport, facts: str, version: FrozenReport | None
) -> IssuedLink:
    """Add what was just issued to the chain; the last step of the issuing transaction,
    since whoever issues something else waits for its end.
    """
    one_after_the_other()
    last = IssuedLink.objects.order_by("place").last()
    place, previous = (last.place + 1, last.sha256) if last else (1, "")
    said = {
        "paper": row._meta.label,
        "number": row.number,
        "issued_on": row.issued_on.isoformat() if row.issued_on else "",
        "facts": facts,
        "signed": row.signed_sha256,
    }
    return IssuedLink.objects.create(
        place=place,
        version=version,
        paper=row if isinstance(row, CommitteeReport) else None,
        said=said,
        previous=previous,
        sha256=link_hash(place, previous, said),
    )


def one_after_the_other() -> None:
    """Let nobody add to the chain until this transaction ends: holding the last link
    would leave out the first one, and the next of whoever waited for it would have the
    same place. SQLite has one writer anyhow.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('issued_chain'))")


def check_facts() -> Iterator[KeptWrong]:
    """Yield frozen facts, submitted papers and issues that are not what they were."""
    for version in FrozenReport.objects.prefetch_related("links").iterator(10):
        if problem := problem_of_version(version):
            yield problem
    for paper in CommitteeReport.objects.iterator(10):
        if problem := problem_of_paper(paper):
            yield problem
    yield from check_chain()


def check_chain() -> Iterator[KeptWrong]:
    """Yield the issues whose hash is not that of what they say and what came before."""
    place, previous = 1, ""
    for link in IssuedLink.objects.order_by("place"):
        right = link_hash(link.place, previous, link.said)
        if (link.place, link.previous, link.sha256) != (place, previous, right):
            yield KeptWrong(f"chain:{link.place}", FileTrouble.Kind.CHAIN, str(link))
        place, previous = link.place + 1, link.sha256
