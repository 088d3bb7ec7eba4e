"""`manage.py work`: does the desk's jobs one after the other until it is told to end."""

import os
import signal
import sys
import time
import traceback

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from desk import embargoes, jobs

PAUSE = 0.5
AFTER_TROUBLE = 5


class Command(BaseCommand):
    help = "Does the desk's jobs, such as imports, one after the other. Ends with SIGTERM, or with the process that started it."

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--once", action="store_true", help="do what waits now, then end")
        parser.add_argument(
            "--parent",
            type=int,
            metavar="PID",
            help="the process to end with; without it the one that is the parent when the work begins",
        )

    def handle(self, *, once: bool, parent: int | None, **options):
        parent = parent or os.getppid()
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, frame: sys.exit(0))
        # Started by `make run`, it must not outlive it and keep its database; that may have ended before we got here.
        while os.getppid() == parent:
            worked = self.work()
            if once and not worked:
                return
            if not worked:
                time.sleep(PAUSE)

    def work(self) -> bool:
        """Does one job. Whatever went wrong is written out; the next job is another one's."""
        try:
            for embargo in embargoes.carry_out():
                self.stdout.write(
                    f"{embargo}: {f'entry {embargo.entry}' if embargo.entry else embargo.refused}"
                )
            job = jobs.work_one()
        except DatabaseError:
            traceback.print_exc(file=sys.stderr)
            connection.close()
            time.sleep(AFTER_TROUBLE)
            return False
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return True
        if job:
            self.stdout.write(f"{job}.")
        return job is not None
