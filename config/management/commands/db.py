"""`manage.py db`: looks after the database as a whole, the embedded one or the one in DATABASE_URL."""

import os
import sys
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config import clients, postgres
from config.cluster import Cluster
from config.placement import PostgresError


class Command(BaseCommand):
    help = "The database as a whole: status, stop, psql, backup FILE, restore FILE."
    requires_system_checks = []

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("status", help="which database is in use, and whether the embedded server runs")
        actions.add_parser("stop", help="stop an embedded server that nobody uses")
        psql = actions.add_parser("psql", help="PostgreSQL's shell; what follows -- goes to psql")
        psql.add_argument("options", nargs="*", help="options for psql, after --")
        backup = actions.add_parser("backup", help="write the whole database to FILE")
        backup.add_argument("file", type=Path)
        restore = actions.add_parser("restore", help="read a backup into an empty database")
        restore.add_argument("file", type=Path)

    def handle(self, *args, action, **options):
        try:
            getattr(self, action)(**{name: options[name] for name in ("file", "options") if name in options})
        except PostgresError as error:
            raise CommandError(str(error)) from error

    def status(self):
        if given := os.environ.get("DATABASE_URL"):
            self.stdout.write(f"DATABASE_URL names the database: {clients.address(given)[0]}")
            self.stdout.write(clients.run("psql", given, "-XAtq", "-c", "SELECT version()").strip())
            return
        cluster = Cluster(postgres.home())
        found = cluster.programs()
        runs = cluster.data(found).exists() and cluster.running(found)
        self.stdout.write(
            f"Embedded PostgreSQL {found.version} from {found.bin}: {'runs' if runs else 'does not run'}."
        )
        self.stdout.write(f"Data: {cluster.data(found)}")
        self.stdout.write(f"Address: {cluster.url()}")

    def stop(self):
        if os.environ.get("DATABASE_URL"):
            raise CommandError("DATABASE_URL names the database, so its server is not ours to stop.")
        if not postgres.stop(Cluster(postgres.home())):
            raise CommandError(
                "The embedded server is in use, by `make run` or another command. Stop that first."
            )
        self.stdout.write("The embedded server is stopped.")

    def psql(self, options):
        with postgres.in_use(postgres.home()) as url:
            code = clients.psql(url, *options)
        sys.exit(code)

    def backup(self, file):
        with postgres.in_use(postgres.home()) as url:
            clients.dump(url, file)
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes.")

    def restore(self, file):
        """The rights of the readers' login are not in a dump, so they are granted anew."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        with postgres.in_use(postgres.home()) as url:
            try:
                clients.load(url, file)
                call_command("grant_reader", stdout=self.stdout)
            finally:
                connections.close_all()
        self.stdout.write(f"{file} is restored.")
