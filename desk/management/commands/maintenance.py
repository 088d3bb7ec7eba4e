"""`manage.py maintenance on|off|status`: makes the desk read-only, and writable again, without a restart."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import maintenance
from desk.models import Maintenance


class Command(BaseCommand):
    help = "Makes the desk read-only while you work on the site, and writable again. Reading and signing in go on."

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("switch", choices=["on", "off", "status"])
        parser.add_argument("--reason", default="", help="for the people at the desk, in one sentence")

    def handle(self, *, switch: str, reason: str, **options):
        if switch == "on":
            self.turn_on(" ".join(reason.split()))
        elif switch == "off":
            Maintenance.objects.all().delete()
        self.stdout.write(maintenance.why() or "The desk can be written to.")

    def turn_on(self, reason: str) -> None:
        if not reason:
            raise CommandError("Say why with --reason, in one sentence for the people at the desk.")
        if len(reason) > 300:
            raise CommandError(f"The reason has {len(reason)} characters; shorten it to 300.")
        Maintenance.objects.update_or_create(pk=Maintenance.ONLY, defaults={"reason": reason})
