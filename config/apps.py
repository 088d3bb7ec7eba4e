"""What Django is told about its own apps."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class CollectedFiles(StaticFilesConfig):
    """Static files that some page uses. Left out: a second viewer of the API's schema, and the styles of DRF's own pages."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]
