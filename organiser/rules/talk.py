"""What came of trying to speak with somebody."""

CALL_BACK, STOP = "call back", "stop"
OUTCOMES = ("spoke", "no answer", "left a message", CALL_BACK, "wrong number", "moved", "refused", STOP)
# Outcomes after which it cannot be said that somebody was spoken to.
NOT_SPOKEN = ("no answer", "left a message", "wrong number", "moved")
# The same for SQL over `talk`.
WAS_SPOKEN = f"outcome NOT IN ({', '.join(repr(outcome) for outcome in NOT_SPOKEN)})"
