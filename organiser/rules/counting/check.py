"""The check code of a count: eight characters that another count of the same papers must give again.

It is made of the first 40 bits of a SHA-256 digest, in Crockford's base 32, over a text that holds the method, the
options, the papers and the whole result: winners, ties and the votes of every stage. The papers stand in it as a sum
that is the same in whatever order they lie: the CRC-32 of the marks of every paper, added up. So a paper keyed
otherwise shows even where its difference was never looked at, and to keep the code while the result changes somebody
would have to break SHA-256.
"""

from hashlib import sha256

from organiser.rules.counting.ballots import Ballots
from organiser.rules.counting.parcels import crc_sum
from organiser.rules.counting.result import Result

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 40


def check_code(result: Result, ballots: Ballots) -> str:
    """The code, as XXXX-XXXX, of a result and the papers it was counted from."""
    digest = sha256("\n".join(_lines(result, ballots)).encode("utf-8", "surrogatepass")).digest()
    bits = int.from_bytes(digest, "big") >> (8 * len(digest) - _BITS)
    code = "".join(_CROCKFORD[bits >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return f"{code[:4]}-{code[4:]}"


def _lines(result: Result, ballots: Ballots) -> list[str]:
    return [
        f"method {result.method} seats {result.seats} ballots {result.ballots} valid {result.valid}",
        *(f"option {option.id} {option.name} {option.cost}" for option in result.options),
        f"papers {ballots.kind} {crc_sum(ballots.papers)}",
        *(f"spoilt {code} {count}" for code, count in sorted(ballots.spoilt.items())),
        *(
            f"stage {stage.tallies} elected {stage.elected} excluded {stage.excluded} {stage.exhausted} {stage.lost}"
            for stage in result.stages
        ),
        *(f"tie {tie.stage} {tie.among} {tie.broken_by} {tie.order}" for tie in result.ties),
        f"winners {result.winners} unsettled {result.unsettled and result.unsettled.among} left {result.budget_left}",
    ]
