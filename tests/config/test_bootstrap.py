"""How .venv comes about, with the slow steps (making it, installing) done in a moment; all that decides is real."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config import bootstrap

SOURCE = Path(bootstrap.__file__)


class QuickEnvironment(bootstrap.Environment):
    """Writes down what it is asked to make and install, and makes as little as counts as an environment."""

    def log(self, line):
        with (self.project / "log").open("a") as log:
            log.write(f"{line}\n")

    def do(self, command, lock):
        if "venv" in command:
            self.log("made")
            self.python.parent.mkdir(parents=True)
            self.python.symlink_to(sys.executable)
        else:
            self.log(f"installed {Path(command[-1]).name}")

    def logged(self):
        return (self.project / "log").read_text().splitlines() if (self.project / "log").exists() else []


class FailingEnvironment(QuickEnvironment):
    """One whose package index cannot be reached."""

    def do(self, command, lock):
        super().do([sys.executable, "-m", "venv"], lock) if "venv" in command else sys.exit("no index")


@pytest.fixture
def project(tmp_path):
    (tmp_path / "requirements.txt").write_text("django==5.2\n")
    (tmp_path / "requirements-dev.txt").write_text("django==5.2\npytest==9.2\n")
    return tmp_path


def test_where_nothing_is_the_environment_is_made_and_filled(project):
    environment = QuickEnvironment(project)
    environment.ensure("requirements.txt")
    assert environment.logged() == ["made", "installed requirements.txt"]


def test_a_current_environment_is_left_as_it_is(project):
    QuickEnvironment(project).ensure("requirements.txt")
    QuickEnvironment(project).ensure("requirements.txt")
    assert QuickEnvironment(project).logged() == ["made", "installed requirements.txt"]


def test_changed_requirements_are_installed_on_top(project):
    QuickEnvironment(project).ensure("requirements.txt")
    (project / "requirements.txt").write_text("django==5.2.1\n")
    QuickEnvironment(project).ensure("requirements.txt")
    assert QuickEnvironment(project).logged() == ["made", *["installed requirements.txt"] * 2]


def test_what_the_tests_need_comes_on_top_of_what_the_site_needs(project):
    QuickEnvironment(project).ensure("requirements.txt")
    QuickEnvironment(project).ensure("requirements-dev.txt")
    assert QuickEnvironment(project).logged() == [
        "made",
        "installed requirements.txt",
        "installed requirements-dev.txt",
    ]
    assert QuickEnvironment(project).is_current("requirements.txt")


def test_a_half_built_environment_is_made_anew(project):
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "half").write_text("rubbish")
    QuickEnvironment(project).ensure("requirements.txt")
    assert QuickEnvironment(project).logged() == ["made", "installed requirements.txt"]
    assert not (project / ".venv" / "half").exists()


def test_an_installation_that_fails_leaves_nothing_that_looks_whole(project):
    QuickEnvironment(project).ensure("requirements.txt")
    (project / "requirements.txt").write_text("django==5.2.1\n")
    with pytest.raises(SystemExit):
        FailingEnvironment(project).ensure("requirements.txt")
    assert not QuickEnvironment(project).is_current("requirements.txt")
    QuickEnvironment(project).ensure("requirements.txt")
    assert QuickEnvironment(project).logged()[2:] == ["made", "installed requirements.txt"]


def test_an_environment_of_another_python_is_made_anew(project):
    environment = QuickEnvironment(project)
    environment.ensure("requirements.txt")
    listed = json.loads(environment.list.read_text())
    environment.list.write_text(json.dumps({**listed, "python": "/usr/bin/python3.10"}))
    environment.ensure("requirements.txt")
    assert environment.logged() == ["made", "installed requirements.txt"] * 2


def test_a_program_that_fails_ends_the_start_with_a_sentence(project):
    with (project / "lock").open("w") as lock, pytest.raises(SystemExit, match="could not be made"):
        bootstrap.Environment(project).do([sys.executable, "-c", "raise SystemExit(1)"], lock)


def test_of_two_callers_one_works_and_the_other_waits(project):
    script = f"""
import sys, time
sys.path.insert(0, {str(bootstrap.PROJECT)!r})
from tests.config.test_bootstrap import QuickEnvironment

class SlowEnvironment(QuickEnvironment):
    def do(self, command, lock):
        time.sleep(0.7)
        super().do(command, lock)

SlowEnvironment({str(project)!r}).ensure("requirements.txt")
"""
    callers = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = "".join(caller.communicate()[0] for caller in callers)
    assert QuickEnvironment(project).logged() == ["made", "installed requirements.txt"]
    assert said.count("Another process is making .venv.") == 1


def test_the_lock_is_held_for_as_long_as_a_program_we_started_runs(project):
    """Killing `make run` while pip runs must not let the next one clear the folder under pip."""
    script = f"""
import sys
sys.path.insert(0, {str(bootstrap.PROJECT)!r})
from config.bootstrap import Environment
environment = Environment({str(project)!r})
with environment.lock() as lock:
    environment.do([sys.executable, "-c", "import sys; print('ready', flush=True); sys.stdin.read()"], lock)
"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], text=True, **pipes) as caller:
        assert caller.stdout.readline() == "ready\n"
        os.kill(caller.pid, signal.SIGKILL)
        waiting = "from tests.config.test_bootstrap import *; QuickEnvironment(sys.argv[1]).ensure('requirements.txt')"
        command = [sys.executable, "-c", waiting, str(project)]
        with subprocess.Popen(command, cwd=bootstrap.PROJECT, stdout=subprocess.PIPE, text=True) as second:
            assert second.stdout.readline().startswith("Another process is making .venv.")
            assert QuickEnvironment(project).logged() == []
            caller.stdin.close()
            second.stdout.read()
    assert QuickEnvironment(project).logged() == ["made", "installed requirements.txt"]


def test_a_port_that_is_taken_ends_the_start_with_one_sentence(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))
        with pytest.raises(SystemExit) as ended:
            bootstrap.port()
    assert str(ended.value).startswith(f"Port {number} cannot be used")
    assert "make run PORT=" in str(ended.value)
    assert "\n" not in str(ended.value)


def test_a_taken_port_is_told_before_anything_is_made(project):
    """By `make run` itself, in a copy of the checkout that has no .venv."""
    (project / "config").mkdir()
    (project / "config" / "bootstrap.py").write_text(SOURCE.read_text())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment = {**os.environ, "PORT": str(taken.getsockname()[1])}
        done = subprocess.run(
            [sys.executable, "config/bootstrap.py", "run"],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert not (project / ".venv").exists()


@pytest.mark.parametrize("given", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_none_ends_the_start_with_a_sentence(monkeypatch, given):
    monkeypatch.setenv("PORT", given)
    with pytest.raises(SystemExit, match="write a number such as 8001"):
        bootstrap.port()


def test_the_port_is_8000_unless_somebody_says_otherwise(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    monkeypatch.setenv("PORT", str(free))
    assert bootstrap.port() == free


def test_an_old_python_says_which_one_is_needed():
    with pytest.raises(SystemExit, match=r"needs Python 3.11 or later, and python3 is version 3.9\."):
        bootstrap.suitable_python((3, 9, 2), which=lambda name: None)


def test_an_old_python_hands_over_to_a_newer_one_that_is_installed():
    found = {"python3.12": "/usr/bin/python3.12"}
    assert bootstrap.suitable_python((3, 9, 2), which=found.get) == "/usr/bin/python3.12"


def test_this_python_will_do():
    assert bootstrap.suitable_python() is None


def test_even_an_old_python_can_read_the_file_that_says_so():
    ast.parse(SOURCE.read_text(), feature_version=(3, 6))


def test_nothing_but_the_standard_library_is_imported_before_there_is_an_environment():
    imports = [
        node
        for node in ast.walk(ast.parse(SOURCE.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_the_checks_stop_at_the_first_that_fails_with_its_exit_code(tmp_path, capfd):
    script = "import sys; print(sys.argv[1]); sys.exit(int(sys.argv[1]))"
    steps = [
        (name, [sys.executable, "-c", script, code]) for name, code in [("a", "0"), ("b", "3"), ("c", "0")]
    ]
    assert bootstrap.do_steps(steps) == 3
    assert capfd.readouterr().out.split("\n") == ["== a ==", "0", "== b ==", "3", ""]


def test_the_checks_do_not_see_what_the_shell_says_about_a_site(monkeypatch, capfd):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example.org/theirs")
    monkeypatch.setenv("DEMARCHE_DOORS", "public")
    script = "import os; print(os.environ.get('DATABASE_URL'), os.environ.get('DEMARCHE_DOORS'))"
    assert bootstrap.do_steps([("look", [sys.executable, "-c", script])]) == 0
    assert "None None" in capfd.readouterr().out


def test_the_tests_come_last_so_that_their_closing_line_ends_the_output():
    assert bootstrap.steps("python")[-1][1][:3] == ["python", "-m", "pytest"]


def test_a_missing_browser_is_said_loudly(capsys):
    bootstrap.ensure_browser(which=lambda name: None)
    assert "browser tests will be SKIPPED" in capsys.readouterr().out


def test_a_browser_that_is_there_is_not_mentioned(capsys):
    bootstrap.ensure_browser(which={"chromium": "/usr/bin/chromium"}.get)
    assert capsys.readouterr().out == ""
