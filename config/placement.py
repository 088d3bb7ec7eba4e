"""Where the embedded PostgreSQL keeps its files, and which user it runs as.

PostgreSQL refuses to run as root, so root hands it to another user. No folder of anybody's is
opened for them.
"""

import hashlib
import os
import pwd
import re
import stat
from pathlib import Path

# Where root keeps what the server's user could not reach inside somebody's private folder.
SYSTEM_FOLDER = Path("/var/lib/demarche")
SERVER_USERS = ("postgres", "nobody")
LONGEST_SOCKET_FOLDER = 85  # bytes; a socket's whole name has room for 103
PLAIN = re.compile(r"[\w/ .+-]+", re.ASCII)


class PostgresError(RuntimeError):
    """PostgreSQL was not found, or did not do its part; the message is for whoever typed the command."""


def place(home: Path) -> tuple[Path, pwd.struct_passwd | None]:
    """The cluster's folder, and the user who runs the server (None: whoever runs this).

    Root hands the server to another user, the owner of an earlier cluster if there is one. Where that user
    cannot reach the home, the folder is under /var/lib instead; no folder of anybody's is opened.
    """
    inside = home / "postgres"
    if os.geteuid() != 0:
        return inside, None
    outside = SYSTEM_FOLDER / short_hash(home)
    for folder in (inside, outside):
        if folder.is_dir() and (owner := folder.stat().st_uid):
            return folder, account(owner)
    user = server_user()
    return (inside if reachable(home, user) else outside), user


def server_user() -> pwd.struct_passwd:
    for name in SERVER_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    names = " or ".join(SERVER_USERS)
    raise PostgresError(f"PostgreSQL does not run as root, and there is no user {names}. Run this as a user.")


def account(number: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(number)
    except KeyError:
        sentence = f"The embedded database belongs to user {number}, who has no account here."
        raise PostgresError(sentence) from None


def socket_folder(folder: Path) -> Path:
    """Beside the data, unless that name is too long for a socket, or has letters such as the comma, which
    PostgreSQL takes for the end of a name."""
    beside = folder / "socket"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER and PLAIN.fullmatch(str(beside)):
        return beside
    return Path("/tmp") / f"demarche-{short_hash(folder)}"  # noqa: S108 (make_private checks it)


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def make_private(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Makes a folder that only the server's user may enter; refuses one that somebody else put there."""
    try:
        make_parents(folder)
        folder.mkdir(mode=0o700, exist_ok=True)
        if user and folder.lstat().st_uid == 0:
            os.chown(folder, user.pw_uid, user.pw_gid, follow_symlinks=False)
        found = folder.lstat()
        owner = user.pw_uid if user else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise PermissionError(1, "it belongs to another user, or is open to others", str(folder))
    except OSError as error:
        raise PostgresError(
            f"The embedded PostgreSQL cannot use {folder}: {error.strerror}. "
            "Run this as the user who ran it first, or set DEMARCHE_HOME to another folder."
        ) from error


def make_parents(folder: Path) -> None:
    """Makes the folders above this one. The server's user may pass through those that root makes."""
    for parent in reversed([parent for parent in folder.parents if not parent.exists()]):
        parent.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            parent.chmod(0o755)


def reachable(path: Path, user: pwd.struct_passwd) -> bool:
    """Whether this user may pass through every existing folder down to this path."""
    return all(may_enter(place.stat(), user) for place in (path, *path.parents) if place.exists())


def may_enter(status: os.stat_result, user: pwd.struct_passwd) -> bool:
    """Whether the bits let this user, in no group but their own, enter a folder or run a file."""
    if status.st_uid == user.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
