"""The first thing `make run` and `make test` do: a .venv with what requirements.txt locks, made with Python alone.

Only the standard library is imported here, and the words of an old Python are used, so that a computer without a
suitable one is told so.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11", "python3.14")
PROJECT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LOUD = "!" * 20


def say(sentence):
    print(sentence, flush=True)


# --- Python


def suitable_python(version=sys.version_info, which=shutil.which):
    """None if this Python will do, else the path of one that will. Ends with a sentence if there is none."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return None
    for name in NEWER_PYTHONS:
        found = which(name)
        if found:
            return found
    this = ".".join(str(part) for part in version[:2])
    sys.exit(
        f"Demarche needs Python 3.11 or later, and python3 is version {this}. Install a newer one, "
        "then run `make run PYTHON=/path/to/it`."
    )


# --- the folder .venv


class Environment:
    """A virtual environment and the list of what is whole in it.

    The list is taken away before anything changes and written after it, so a .venv without one is half-built.
    """

    def __init__(self, project=PROJECT):
        self.project = Path(project)
        self.folder = self.project / ".venv"
        self.python = self.folder / "bin" / "python"
        self.list = self.folder / "installed.json"

    def wanted(self, requirements):
        """The mark of this list of requirements: the sha256 of the file."""
        return hashlib.sha256((self.project / requirements).read_bytes()).hexdigest()

    def installed(self):
        """What is whole here: marks by the name of the requirements file, and the Python it was made with."""
        try:
            listed = json.loads(self.list.read_text())
        except (OSError, ValueError):
            return {}
        # A Python that was upgraded or removed leaves its packages behind, out of sight.
        return listed if listed.get("python") == os.path.realpath(str(self.python)) else {}

    def is_current(self, requirements):
        return self.python.exists() and self.installed().get(requirements) == self.wanted(requirements)

    def ensure(self, requirements):
        """Makes the environment if it is not current. Of several callers one works, and the others wait for it."""
        if self.is_current(requirements):
            return
        with self.lock() as lock:
            if self.is_current(requirements):
                return
            installed = self.installed()
            if not installed:
                self.make(lock)
            self.list.unlink(missing_ok=True)
            say(
                f"Installing the packages of {requirements}, each checked by its hash; this takes a minute or so …"
            )
            self.install(requirements, lock)
            installed = dict(installed, python=os.path.realpath(str(self.python)))
            installed[requirements] = self.wanted(requirements)
            written = self.list.with_suffix(".new")
            written.write_text(json.dumps(installed, indent=1) + "\n")
            written.replace(self.list)

    @contextmanager
    def lock(self):
        """Held by the programs we start too, so that nobody clears the folder under a pip that outlived us."""
        with (self.project / ".venv.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another process is making .venv. Waiting for it …")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock

    def make(self, lock):
        """An empty environment, in place of a half-built one."""
        if importlib.util.find_spec("ensurepip") is None:
            sys.exit(
                "This Python cannot make virtual environments, because its ensurepip is missing. "
                "On Debian and Ubuntu: apt install python3-venv."
            )
        say("Making .venv with Python {}.{}.{} …".format(*sys.version_info[:3]))
        if self.folder.exists():
            shutil.rmtree(str(self.folder))
        self.do([sys.executable, "-m", "venv", str(self.folder)], lock)

    def install(self, requirements, lock):
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        self.do([*pip, "--quiet", "--require-hashes", "-r", str(self.project / requirements)], lock)

    def do(self, command, lock):
        """Runs a program to its end. Its own words stand on the screen when it fails."""
        done = subprocess.run(command, cwd=str(self.project), pass_fds=(lock.fileno(),), check=False)
        if done.returncode:
            sys.exit("The environment could not be made: see above. `make run` starts again from here.")


# --- make run


def port():
    """PORT, 8000 if it is not set. Ends with a sentence when it is no port, or taken."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        sys.exit(f"PORT is {given!r}; write a number such as 8001.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(given)))
        except OSError as error:
            sys.exit(
                f"Port {given} cannot be used ({error.strerror}). Is Demarche running already? Otherwise choose another port: "
                f"`make run PORT={int(given) % 60000 + 1}`."
            )
    return int(given)


def run():
    port()
    environment = Environment()
    environment.ensure("requirements.txt")
    os.chdir(str(PROJECT))
    os.execv(str(environment.python), [str(environment.python), "-m", "config.run"])


# --- make test


def ensure_browser(which=shutil.which):
    """Installs Chromium where that is ours to do: as root on Debian. Browser tests are skipped without one."""
    if any(which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and which("apt-get"):
        say("Installing Chromium for the browser tests …")
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(
                ["apt-get", "-qq", *command],
                env=quiet,
                stdout=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
                check=False,
            )
    if not any(which(name) for name in BROWSERS):
        say(
            LOUD
            + " No Chromium was found and none could be installed: the browser tests will be SKIPPED. "
            + LOUD
        )


# A file's tests share what they were given. In the order of the files: by their number of tests, the longest would come last.
IN_TWO_PROCESSES = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def steps(python):
    """What decides whether a change is right, in order; pytest last, so that its closing line ends the output."""
    return [
        ("ruff check", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("mypy", [python, "-m", "mypy", "--no-error-summary"]),
        ("missing migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run", "-v", "1"]),
        ("pytest", [python, "-m", "pytest", *IN_TWO_PROCESSES]),
    ]


def do_steps(steps):
    """The answer is the exit code of the first step that fails, else 0. No step sees a site that the shell names."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("DEMARCHE_", "DATABASE_"))
    }
    own["DEMARCHE_HOME"] = str(PROJECT / "var" / "test")
    own["DEMARCHE_SECRET_KEY"] = "a key for checks alone, which signs nothing that outlives them"  # noqa: S105
    for name, command in steps:
        say(f"== {name} ==")
        done = subprocess.run(command, cwd=str(PROJECT), env=own, check=False)
        if done.returncode:
            return done.returncode
    return 0


def test():
    environment = Environment()
    environment.ensure("requirements-dev.txt")
    ensure_browser()
    return do_steps(steps(str(environment.python)))


def main(arguments):
    better = suitable_python()
    if better:
        os.execv(better, [better, str(Path(__file__).resolve()), *arguments])
    if arguments == ["run"]:
        run()
    if arguments == ["test"]:
        sys.exit(test())
    sys.exit("usage: bootstrap.py run|test")


if __name__ == "__main__":
    main(sys.argv[1:])
