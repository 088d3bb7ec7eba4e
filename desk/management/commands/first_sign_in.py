"""`manage.py first_sign_in`: groups of users, and on a new site the first administrator with a password shown once."""

import secrets

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand
from django.db import transaction

from desk.groups import ensure_groups

NAME = "admin"


class Command(BaseCommand):
    help = "Makes the groups, and the first administrator if there is no user yet. Prints the password once."

    @transaction.atomic
    def handle(self, *args, **options):
        ensure_groups()
        if User.objects.exists():
            return
        password = secrets.token_urlsafe(18)
        user = User.objects.create_superuser(NAME, password=password)
        user.groups.add(Group.objects.get(name="Administrator"))
        self.stdout.write(
            f"First sign-in at /desk/: user {NAME}, password {password}\n"
            f"It is shown only now. Change it at /desk/password_change/ or with: manage.py changepassword {NAME}"
        )
