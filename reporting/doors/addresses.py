"""How an address names the period of a report."""


class PeriodKey:
    """«2026» is the year, «2026-quy-1» a part of it (`Period.key`)."""

    regex = "[0-9]{4}(?:-[a-z0-9-]+)?"

    def to_python(self, value: str) -> str:
        """Return the word as it stands; the view looks it up."""
        return value

    def to_url(self, value: object) -> str:
        """Return the word; a bare year is a word too."""
        return str(value)
