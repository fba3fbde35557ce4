"""How long a national postcode directory takes to load, and how much memory: 2.7 million rows in the shape of ONSPD.

Run as `python benchmarks/places_directory.py [ROWS]`. Only the columns that are read are filled. Each line shows the
seconds of one command and its peak memory above that of a bare Python process.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice, product
from pathlib import Path

ROWS = 2_700_000
HEADER = (
    "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,"
    "ctry,rgn,streg,pcon,eer,teclec,ttwa,pct,itl,statsward,oa01,casward,npark,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,"
    "msoa11,wz11,sicbl,bua24,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,icb,oa21,lsoa21,msoa21"
)
WARDS, COUNCILS, CONSTITUENCIES = 8396, 361, 650
REPOSITORY = Path(__file__).parents[1]
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def write_directory(path: Path, rows: int) -> None:
    """A directory of `rows` postcodes in order, neighbours in one ward, every third of them ended."""
    columns = HEADER.split(",")
    place = {name: number for number, name in enumerate(columns)}
    outward = (f"{a}{b}{n}" for a, b, n in product(LETTERS, LETTERS, range(1, 10)))
    codes = (f"{out} {n}{a}{b}" for out in outward for n, a, b in product(range(10), LETTERS, LETTERS))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        for number, code in enumerate(islice(codes, rows)):
            ward = number * WARDS // rows
            cells = [""] * len(columns)
            cells[place["pcd"]] = cells[place["pcd2"]] = cells[place["pcds"]] = code
            cells[place["dointr"]] = "198001"
            cells[place["doterm"]] = "200903" if number % 3 == 0 else ""
            cells[place["ced"]] = f"E58{ward:06}" if ward % 2 else "E99999999"
            cells[place["oslaua"]] = f"E07{ward * COUNCILS // WARDS:06}"
            cells[place["osward"]] = f"E05{ward:06}"
            cells[place["pcon"]] = f"E14{ward * CONSTITUENCIES // WARDS:06}"
            writer.writerow(cells)


def measure(*words: object) -> tuple[float, float]:
    """Seconds and peak memory (MB) of one run of Python with these arguments."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, words)], stdout=subprocess.DEVNULL, cwd=REPOSITORY)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(map(str, words))}: exit {os.waitstatus_to_exitcode(status)}")
    # Linux gives kilobytes, macOS bytes.
    return time.perf_counter() - started, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "ONSPD.csv"
        write_directory(directory, rows)
        print(f"{rows:,} rows, {directory.stat().st_size >> 20} MB")
        _, bare = measure("-c", "pass")

        def run(title: str, database: str, *words: object) -> None:
            place = f"--database={Path(folder) / database}"
            seconds, peak = measure("-m", "organiser", *words, place)
            print(f"{title:<28}{seconds:7.1f} s {peak - bare:7.1f} MB")

        one_council = ("--council", f"E07{COUNCILS // 2:06}")
        for database in ("all.organiser", "one.organiser"):
            run("a new database", database, "init", "--who", "Bench")
        run("one council of it", "one.organiser", "places", "import", directory, *one_council)
        run("all of it", "all.organiser", "places", "import", directory)
        run("again", "all.organiser", "places", "import", directory)
        run("undo", "all.organiser", "undo")
        run("redo", "all.organiser", "redo")
        print(f"database {(Path(folder) / 'all.organiser').stat().st_size >> 20} MB")


if __name__ == "__main__":
    main()
