"""How long a pack of 200 pages takes, beside typst alone for the same documents.

Run as `python benchmarks/pack.py`. Ours is `organiser conference pack`, from the database to the files: 800 ballot
papers, sign-in sheets and all else. The peer is a program of three lines that compiles the very same templates and data
from files by typst's own call, fonts and standard alike. Each run is a process of its own, so that nothing is
remembered from the one before.
"""

import tempfile
from pathlib import Path

import typst
from measuring import fastest, organiser, python
from pypdf import PdfReader

from organiser.models.conferences import CHOICE
from organiser.models.places import WARD
from organiser.reports.lettering import FONTS
from organiser.reports.pdf import TEMPLATES
from organiser.services.conferences import Draft, new_conference
from organiser.services.pack import Asked, print_pack
from organiser.store.store import Store

_ROUNDS = 5
_PAPERS = 780
_ISSUES = ("Fly-tipping", "Speeding past the school", "Damp in the blocks", "Śmieci przy łące", "مشكلة القمامة", "垃圾")
_PEER = """
import sys, typst
for source in sys.argv[2:]:
    typst.compile(source, output=source[:-3] + "pdf", font_paths=[sys.argv[1]], ignore_system_fonts=True,
                  pdf_standards="ua-1")
"""


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "hall.organiser"
        with Store.create(database) as store:
            sources = _documents(store, folder)
        peer = [str(folder / "peer" / source) for source in sources]

        def ours() -> float:
            words = ("conference", "pack", "-o", folder / "ours", "--replace", "--database", database)
            return organiser(*words).seconds

        def theirs() -> float:
            return python("-c", _PEER, FONTS, *peer).seconds

        took, alone = fastest(_ROUNDS, ours, theirs)
        pages = sum(len(PdfReader(path).pages) for path in (folder / "ours").glob("*.pdf"))
        print(f"a pack of {pages} pages: {took:.2f} s, {took / alone:.2f} times typst alone (goal: under 1.5)")


def _documents(store: Store, folder: Path) -> list[str]:
    """A conference whose pack has 200 pages, and its documents as files for the peer: the names of their sources."""
    with store.operation("A ward") as work:
        work.insert(WARD, gss="E05000001", name="Castle", fold="castle")
    conference = new_conference(store, Draft("Castle decides", "2026-12-12", ["E05000001"], tasks=False)).conference
    with store.operation("A shortlist") as work:
        for number, issue in enumerate(_ISSUES, 1):
            work.insert_with_uid(CHOICE, contest_id=conference.votes[0].id, name=issue, state="offered", number=number)
    seen: list[tuple[str, str]] = []

    def recorded(source: str, *, sys_inputs: dict[str, str], **others: object) -> bytes:
        seen.append((Path(source).name, sys_inputs["data"]))
        return b""

    compiled, typst.compile = typst.compile, recorded  # type: ignore[assignment]
    try:
        print_pack(store, conference, conference.votes, folder / "first", Asked(papers=_PAPERS))
    finally:
        typst.compile = compiled
    return [_written(folder / "peer" / f"{place}", template, data) for place, (template, data) in enumerate(seen)]


def _written(folder: Path, template: str, data: str) -> str:
    """A document as files of its own: template, what it shares with others, data; gives its place in the folder."""
    folder.mkdir(parents=True)
    common = (TEMPLATES / "common.typ").read_text(encoding="utf-8")
    (folder / "common.typ").write_text(
        common.replace("json(bytes(sys.inputs.data))", 'json("data.json")'), encoding="utf-8"
    )
    (folder / template).write_bytes((TEMPLATES / template).read_bytes())
    (folder / "data.json").write_text(data, encoding="utf-8")
    return f"{folder.name}/{template}"


if __name__ == "__main__":
    main()
