"""What can go wrong, as one sentence for the person at the terminal and one exit code for scripts."""

# Codes of sysexits.h where it has one, so that scripts can tell the cases apart.
OK = 0
FINDINGS = 1
USAGE = 2
UNREADABLE = 65
NO_INPUT = 66
CANNOT_CREATE = 73
IO_ERROR = 74
TRY_AGAIN = 75
NOT_PERMITTED = 77
CONFIGURATION = 78


class Problem(Exception):
    """A sentence that says what happened and what to do next, and the exit code that goes with it.

    It carries no personal data but what the user typed or named: it may be printed and logged.
    """

    def __init__(self, sentence: str, exit_code: int = FINDINGS) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.exit_code = exit_code
