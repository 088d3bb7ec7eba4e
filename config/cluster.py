"""One embedded PostgreSQL server: the folder it lives in, its making, its start and its end.

Who may start or stop it, and when, is config/postgres.py's part; what acts on the server here is called
under its lock.
"""

import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from config import programs
from config.placement import PostgresError, make_private, place, socket_folder
from config.programs import Programs

DATABASE = SUPERUSER = "demarche"
SECONDS_TO_START = 120  # a crash recovery may take long
ATTEMPTS = 20  # after a crash, orphaned backends keep the shared memory for a few seconds
BIGGEST_LOG = 5_000_000  # bytes
# The same words compare and sort the same on every computer, whatever its own locale.
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
LOCALE_BEFORE_17 = ("--locale=C.UTF-8",)
SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "jit": "off", "max_connections": "60"}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """A home's folder for PostgreSQL: data (one folder per major version), socket, log and lock files.

    `durable=False` is for data that may be lost with the next power cut: tests.
    """

    def __init__(self, home: Path, *, durable: bool = True):
        self.durable = durable
        self.folder, self.user = place(home)
        self.socket = socket_folder(self.folder)
        self.log = self.folder / "server.log"

    def url(self, database: str = DATABASE) -> str:
        """Names the port too, for a PGPORT left in a shell would change the name of the socket."""
        return f"postgres:///{database}?host={quote(str(self.socket), safe='')}&port=5432&user={SUPERUSER}"

    def make_folders(self) -> None:
        """The folder and the socket's folder, open to the server's user alone."""
        for folder in (self.folder, self.socket):
            make_private(folder, self.user)

    # --- start and stop

    def start(self) -> None:
        """The server answers, and the database exists, when this returns."""
        found = self.programs()
        if not self.running(found):
            self.make_data(found)
            self.launch(found)
        create = f"CREATE DATABASE {DATABASE}"
        unless = f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}')"
        psql = ("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.url("postgres"))
        self.run(found, *psql, text=f"SELECT '{create}' {unless} \\gexec\n")

    def stop(self) -> None:
        """Does nothing when the server does not run."""
        found = self.programs()
        if self.running(found):
            self.run(found, "pg_ctl", "stop", "-w", "-m", "fast", "-t", "60", "-D", str(self.data(found)))

    def running(self, found: Programs) -> bool:
        """Believes neither the pid file, which may name a stranger, nor the socket alone: both must agree."""
        status = self.run(found, "pg_ctl", "status", "-D", str(self.data(found)), check=False)
        return status.returncode == 0 and self.answers(found)

    def answers(self, found: Programs) -> bool:
        return self.run(found, "pg_isready", "-q", "-d", self.url("postgres"), check=False).returncode == 0

    def make_data(self, found: Programs) -> None:
        """Makes the data beside their place, then renames the folder: a half-made one never has its name."""
        data = self.data(found)
        if data.exists():
            return
        if others := sorted(self.folder.glob("data-[0-9][0-9]")):
            raise PostgresError(
                f"{others[-1]} was written by PostgreSQL {others[-1].name[5:]}, but the programs in "
                f"{found.bin} are version {found.version}. Set PG_BIN to the older ones and run "
                "`manage.py db backup FILE`; then move that folder away, unset PG_BIN and run `manage.py db restore FILE`."
            )
        unfinished = data.with_name(f"{data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        who = ("-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject")
        locale = LOCALE if found.major >= 17 else LOCALE_BEFORE_17
        speed = () if self.durable else ("--no-sync",)
        self.run(found, "initdb", "-D", str(unfinished), "-E", "UTF8", *who, *locale, *speed)
        unfinished.rename(data)

    def launch(self, found: Programs) -> None:
        """Tries until the server answers; what an attempt waits for after a crash is gone within seconds."""
        if self.log.exists() and self.log.stat().st_size > BIGGEST_LOG:
            self.log.unlink()
        for _ in range(ATTEMPTS):
            self.forget_stranger(found)
            if self.launched(found):
                return
            time.sleep(0.5)
        lines = self.log.read_text(errors="replace").splitlines()[-5:] if self.log.exists() else []
        raise PostgresError(f"PostgreSQL did not start. The end of its log, {self.log}:\n" + "\n".join(lines))

    def launched(self, found: Programs) -> bool:
        """One attempt. The server inherits an end of a pipe, which closes if it ends before it answers."""
        settings = SETTINGS | ({} if self.durable else NOT_DURABLE)
        settings |= {"unix_socket_directories": f'"{self.socket}"'}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = [str(found.bin / "postgres"), "-D", str(self.data(found)), *options]
        # The shell ends at once and leaves the server to the system, which collects it when it ends.
        shell = ["/bin/sh", "-c", '"$@" </dev/null >>"$0" 2>&1 &', str(self.log), *server]
        reading, writing = os.pipe()
        try:
            subprocess.run(shell, check=True, pass_fds=(writing,), **self.manner())
            os.close(writing)
            deadline = time.monotonic() + SECONDS_TO_START
            while time.monotonic() < deadline and not select.select([reading], [], [], 0.02)[0]:
                if self.answers(found):
                    return True
            return False
        finally:
            os.close(reading)

    def forget_stranger(self, found: Programs) -> None:
        """Removes a pid file that names a living stranger: PostgreSQL would refuse to start."""
        pid_file = self.data(found) / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = pid_file.read_text().partition("\n")[0].strip()
        command = command_of(int(pid)) if pid.isdigit() else ""
        if command is not None and str(self.data(found)) not in command:
            pid_file.unlink(missing_ok=True)

    # --- its programs

    def data(self, found: Programs) -> Path:
        return self.folder / f"data-{found.major}"

    def programs(self) -> Programs:
        found = programs.find()
        return programs.for_user(found, self.user) if self.user else found

    def manner(self) -> dict:
        """How programs run: as the server's user, in /, out of reach of PG* and of signals to our group."""
        manner: dict = {"cwd": "/", "env": programs.environment(), "start_new_session": True}
        if self.user:
            manner.update(user=self.user.pw_uid, group=self.user.pw_gid, extra_groups=[])
        return manner

    def run(self, found: Programs, name: str, *options: str, check: bool = True, text: str = ""):
        """Runs one of PostgreSQL's programs to its end; its complaint becomes a PostgresError."""
        command = [str(found.bin / name), *options]
        how = self.manner() | {"capture_output": True, "text": True, "errors": "replace"}
        answer = subprocess.run(command, input=text, check=False, **how)
        if check and answer.returncode:
            raise PostgresError(f"{name} failed: {(answer.stderr or answer.stdout).strip()}")
        return answer


def command_of(pid: int) -> str | None:
    """The command line of a process; empty if it has ended uncollected, None if there is no such process."""
    if Path("/proc/self/cmdline").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "))
        except OSError:
            return None
    ask = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    ps = subprocess.run(ask, capture_output=True, text=True, check=False)
    return ps.stdout.strip() or None
