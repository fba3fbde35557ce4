"""The certificate of a course that somebody completed: one page, with nothing on it but that."""

from typing import NamedTuple

from organiser.reports.lettering import plain, said
from organiser.reports.pdf import pdf


class Certificate(NamedTuple):
    """What stands on a certificate: the day in words, the seat as it is called, "" for what is not known.

    `until` is the day in words from which the course counts no more, "" where it counts for good.
    """

    name: str
    course: str
    day: str
    seat: str
    trainers: str
    until: str
    imprint: str


def certificate(one: Certificate) -> bytes:
    """The certificate as PDF; the same facts give the same bytes."""
    held = f"on {one.day}" + (f", {one.seat}" if one.seat else "")
    return pdf(
        "certificate",
        {
            "title": plain(f"Certificate: {one.course}"),
            "name": said(one.name),
            "course": said(one.course),
            "held": said(held),
            "until": f"It counts until {one.until}." if one.until else None,
            "trainers": said(one.trainers) if one.trainers else None,
            "trainer-word": "trainers" if " and " in one.trainers or "," in one.trainers else "trainer",
            "imprint": said(one.imprint, 2000) if one.imprint else None,
        },
    )
