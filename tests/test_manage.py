"""manage.py: commands find a database that runs, and what a person can mend is said in one sentence."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from config import postgres
from config.cluster import Cluster


@pytest.fixture
def home():
    folder = Path(tempfile.mkdtemp(prefix="demarche manage "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def manage(home, *arguments, **environment):
    wanted = {**os.environ, "DEMARCHE_HOME": str(home), **environment}
    wanted.pop("DATABASE_URL")
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=postgres.PROJECT, env=wanted, capture_output=True, text=True, check=False
    )


def test_a_command_finds_the_embedded_database_running_and_leaves_it_stopped(home):
    ask = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 6 * 7'); print(k.fetchone()[0])"
    done = manage(home, "shell", "--no-imports", "-c", ask)
    assert (done.stdout, done.returncode) == ("42\n", 0), done.stderr
    folder = Cluster(home).folder
    assert list(folder.glob("data-*"))
    assert not list(folder.glob("data-*/postmaster.pid"))


@pytest.mark.parametrize("arguments", [["help"], ["migrate", "--help"], ["version"], []])
def test_help_starts_nothing(home, arguments):
    assert manage(home, *arguments).returncode == 0
    assert list(home.iterdir()) == []


def test_a_wrong_setting_ends_the_start_with_its_sentence(home):
    done = manage(home, "migrate", DEMARCHE_DOORS="backdoor")
    assert (done.returncode, done.stderr) == (1, "DEMARCHE_DOORS is 'backdoor'; write all or public.\n")


def test_an_address_to_write_to_that_is_none_ends_the_start_with_its_sentence(home):
    done = manage(home, "migrate", DEMARCHE_CONTACT="the editors")
    sentence = "DEMARCHE_CONTACT is 'the editors'; write desk@example.org or https://example.org/write.\n"
    assert (done.returncode, done.stderr) == (1, sentence)
