"""The documents that come with an entry: what is meant, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from agencies.models import Agency
from tasks.duties.errors import InvalidInput
from tasks.evidence.attaching import LONGEST_SUBJECT, AttachedDocument
from tasks.evidence.checking import evidence_problems
from tasks.evidence.file_types import check_upload, clean_name, real_kind
from tasks.evidence.same_file import as_kept, file_digest, twin_problem
from tasks.models import Evidence, Period


@dataclass(frozen=True)
class Papers:
    """What a form says of its documents, and their files."""

    document: AttachedDocument = field(default_factory=AttachedDocument)
    files: tuple["UploadedFile[Any]", ...] = ()
    kept: tuple[int, ...] = ()
    confirmed_open: bool = False

    @property
    def has_file(self) -> bool:
        """Return whether a file came with the form or was sent ahead of it."""
        return bool(self.files or self.kept)

    def __bool__(self) -> bool:
        said = self.document
        return self.has_file or any(
            (said.number, said.subject, said.issued_on, said.link)
        )

    def completed(
        self, *, agency: Agency, period: Period, text: str, done_on: date
    ) -> "Papers":
        """Return the same with what the entry says where the document says nothing: a
        number alone is a document that the agency told of before in the period, else
        its own, of that day, about that work.
        """
        said = self.document
        if held := self._held(agency, period):
            return Papers(kept=(held.pk,))
        if said.number and not said.link:
            said = replace(said, issued_on=said.issued_on or done_on)
        if said.number:
            said = replace(said, issuer=said.issuer or agency.name)
        if not (self.has_file or said.link):
            said = replace(said, subject=said.subject or first_line(text))
        return replace(self, document=said)

    def _held(self, agency: Agency, period: Period) -> Evidence | None:
        said = self.document
        if not said.number or said.link or self.has_file:
            return None
        rows = documents_of(agency, period).filter(number__iexact=said.number)
        told = {"subject": said.subject, "issued_on": said.issued_on}
        return rows.filter(**{k: v for k, v in told.items() if v}).first()

    def as_attached(self) -> dict[str, Any]:
        """Return what `attach_to` is told."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def problems(self, agency: Agency, today: date) -> dict[str, str]:
        """Return what is wrong, by form field."""
        row = Evidence(
            agency=agency, confirmed_open=self.confirmed_open, **vars(self.document)
        )
        found = evidence_problems(row, today, has_file=self.has_file)
        if self.kept and not self.files and not row.link:
            found.pop("confirmed_open", None)  # it was asked when they were sent
        if self.has_file and not row.link:
            found.pop("subject", None)  # a file has a name
        wrong = [*self._wrong_files(), *(each.message for each in self._twins(agency))]
        return found | ({"file": " ".join(wrong)} if wrong else {})

    def _wrong_files(self) -> Iterator[str]:
        for upload in self.files:
            try:
                check_upload(upload, max_bytes=settings.EVIDENCE_MAX_BYTES)
            except InvalidInput as error:
                yield f"«{clean_name(upload)}»: {error.message}"

    def _twins(self, agency: Agency) -> Iterator[InvalidInput]:
        for row in self._same(agency):
            yield twin_problem(row)

    def held_already(self, agency: Agency) -> list[Evidence]:
        """Return what the agency has of the very files and may use again; a form offers
        it instead.
        """
        return [row for row in self._same(agency) if not row.quarantined_at]

    def _same(self, agency: Agency) -> list[Evidence]:
        """Return the agency's evidence, by the bytes as they would be stored."""
        if not self.files:
            return []
        digests = [
            file_digest(as_kept(upload, real_kind(upload))) for upload in self.files
        ]
        return list(Evidence.objects.filter(agency=agency, sha256__in=digests))


def documents_of(agency: Agency, period: Period) -> QuerySet[Evidence]:
    """Return what the agency told of by number and day of the period, newest first."""
    rows = Evidence.objects.filter(agency=agency, quarantined_at__isnull=True)
    days = (period.data_from, period.data_to)
    return rows.exclude(number="").filter(issued_on__range=days).order_by("-pk")


def first_line(text: str) -> str:
    """Return the first line of a text, as long as a subject may be."""
    return text.strip().split("\n", 1)[0].strip()[:LONGEST_SUBJECT]
