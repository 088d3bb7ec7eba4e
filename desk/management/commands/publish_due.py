"""`manage.py publish_due`: publishes what was decided for a time that has come. `manage.py work` does the same as it goes."""

from django.core.management.base import BaseCommand

from desk import embargoes


class Command(BaseCommand):
    help = "Publishes every incident whose embargo has ended; for a timer, where no worker runs."

    def handle(self, **options):
        done = embargoes.carry_out()
        for embargo in done:
            self.stdout.write(f"{embargo}: {f'entry {embargo.entry}' if embargo.entry else embargo.refused}")
        self.stdout.write(f"{len(done)} carried out." if done else "Nothing is due.")
