"""Identifiers that are shown outside: version 7 UUIDs (RFC 9562), which sort by the time they were made."""

import os
import time

from organiser.errors import Problem

_TAIL_BITS = 74
_STEP = 1 << 32


def new_uids(count: int) -> list[bytes]:
    """`count` new identifiers of 16 bytes each, rising: 48 bits of time, then 74 that start at random and rise."""
    start = ((time.time_ns() // 1_000_000) << _TAIL_BITS) + (int.from_bytes(os.urandom(9), "big") >> 1)
    return [_with_version(start + step * _STEP) for step in range(count)]


def _with_version(value: int) -> bytes:
    stamp, tail = value >> _TAIL_BITS, value & ((1 << _TAIL_BITS) - 1)
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    return (stamp << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low).to_bytes(16, "big")


def uid_text(uid: bytes) -> str:
    """An identifier as it is written: 36 characters."""
    digits = uid.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def uid_bytes(text: str) -> bytes:
    """The identifier somebody wrote; a Problem where it is none."""
    try:
        uid = bytes.fromhex(text.replace("-", ""))
    except ValueError:
        uid = b""
    if len(uid) != 16:
        raise Problem(f"'{text}' is not an identifier.")
    return uid


def derived_uid(what: str, uid: bytes) -> bytes:
    """The one identifier that follows from another, whoever works it out: version 8 (RFC 9562), from SHA-256.

    `what` tells apart the several things that may follow from one.
    """
    import hashlib

    value = int.from_bytes(hashlib.sha256(what.encode() + b"\0" + uid).digest()[:16], "big")
    return (value & ~(0xF << 76 | 0b11 << 62) | 0x8 << 76 | 0b10 << 62).to_bytes(16, "big")
