"""The record as Django's app: registers the check of the reader's grants."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "record"

    def ready(self):
        from record import grants  # noqa: PLC0415 - models are loaded only now

        assert grants.READABLE
