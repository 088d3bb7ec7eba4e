"""`manage.py reset_second_factor NAME`: for the last administrator, whom nobody else can help."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.access.second_factor import take_away


class Command(BaseCommand):
    help = "Takes somebody's second factor and recovery codes away, and ends their sessions. They set up a new one."

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("name", help="the name that they sign in with")

    def handle(self, *, name: str, **options):
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is nobody with the name {name}.")
        take_away(user, by=None)
        self.stdout.write(f"{name} has no second factor now; all sessions of {name} were ended.")
