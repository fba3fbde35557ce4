"""What an import has to tell about rows: those left out, those to look at, and questions for a person to settle."""

from dataclasses import dataclass, field

from organiser.formats.table import Finding

# So many of each kind are listed one by one; what comes after is counted only, so that memory has an end.
_MOST = 10_000


@dataclass(slots=True)
class Findings:
    """Rows left out, warnings and questions, none of the lists longer than 10,000; `more` tells that there are others.

    Rows are told in the order in which they stand in their table.
    """

    refused: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    questions: list[Finding] = field(default_factory=list)
    more: bool = False

    def refuse(self, finding: Finding) -> None:
        self._add(self.refused, finding)

    def warn(self, finding: Finding) -> None:
        self._add(self.warnings, finding)

    def ask(self, finding: Finding) -> None:
        self._add(self.questions, finding)

    def copy(self) -> "Findings":
        """The same, to which more can be added without adding to these."""
        return Findings(list(self.refused), list(self.warnings), list(self.questions), self.more)

    def place(self) -> tuple[int, int]:
        """How far the lists of rows left out and of warnings have come."""
        return len(self.refused), len(self.warnings)

    def sort_since(self, place: tuple[int, int]) -> None:
        """Put what was found since then, which is of one table, into the order of its rows."""
        for found, start in zip((self.refused, self.warnings), place, strict=True):
            found[start:] = sorted(found[start:], key=lambda finding: finding.row)

    def _add(self, found: list[Finding], finding: Finding) -> None:
        if len(found) < _MOST:
            found.append(finding)
        else:
            self.more = True
