"""Where the program keeps its things: the database, and the files it makes without being told where."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

# Words in a folder's name that tell which service carries its files to other machines.
_SYNCED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
}
_NETWORK_FILE_SYSTEMS = ("nfs", "cifs", "smb", "fuse.sshfs", "afpfs", "davfs", "fuse.davfs")


def home() -> Path:
    """ORGANISER_HOME, or the place this system has for a program's data."""
    if named := os.environ.get("ORGANISER_HOME"):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("organiser", appauthor=False)


def database(named: str | None = None) -> Path:
    """The database to open: what the user named, ORGANISER_DATABASE, or `people.organiser` at home."""
    chosen = named or os.environ.get("ORGANISER_DATABASE")
    return Path(chosen).expanduser() if chosen else home() / "people.organiser"


def backups() -> Path:
    return home() / "backups"


def made(kind: str) -> Path:
    """Where files go that somebody asked for without naming a place: `printed`, `handed-out`."""
    return home() / kind


def warnings(path: Path) -> Iterator[str]:
    """What speaks against the place of a database, in sentences."""
    service = synced_by(path)
    if service:
        yield (
            f"The database lies in a folder that {service} seems to copy to other machines: personal data leaves this "
            "one, and a file that is copied while it is written can be damaged. Move it to a folder of this machine."
        )
    if on_network(path):
        yield "The database lies on another machine: several programs writing at once can damage it there."


def synced_by(path: Path) -> str:
    """The service that seems to carry the files of this folder to other machines; '' for none that we know."""
    for part in path.absolute().parts:
        for word, service in _SYNCED.items():
            if word in part.casefold():
                return service
    return ""


def on_network(path: Path) -> bool:
    """Whether the file seems to lie on another machine: SQLite's locks cannot be trusted there."""
    path = path.absolute()
    if path.drive.startswith("\\\\"):
        return True
    if sys.platform != "linux":
        return False
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return network_mount(str(path.resolve()), mounts)


def network_mount(path: str, mounts: list[str]) -> bool:
    """Whether the innermost of these mounts (lines of /proc/self/mounts) that holds `path` is another machine's."""
    innermost, kind = "", ""
    for mount in mounts:
        place, found = (field.replace("\\040", " ") for field in mount.split(" ")[1:3])
        inside = path == place or path.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(innermost):
            innermost, kind = place, found
    return kind.startswith(_NETWORK_FILE_SYSTEMS)
