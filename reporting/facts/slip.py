"""The facts of a «phiếu trình»: a paper goes to the Committee with what it is about."""

from dataclasses import dataclass

from reporting.facts.report import DocumentHead, Signature


@dataclass(frozen=True)
class SlipFacts:
    """What the slip says; an opinion that is not there yet leaves room to write."""

    head: DocumentHead
    subject: str
    addressees: tuple[str, ...]
    matter: tuple[str, ...]
    basis: tuple[str, ...]
    summary: tuple[str, ...]
    proposal: tuple[str, ...]
    enclosures: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: Signature
    office_opinion: str = ""
    leader_opinion: str = ""
