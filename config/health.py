"""Whether this process can serve: for load balancers and container health checks."""

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """200 `ok` if the record can be read, 503 with one sentence if not."""
    try:
        with connections[settings.PUBLIC_ALIAS].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM (SELECT 1 FROM record_entry LIMIT 1) one")
    except DatabaseError:
        return HttpResponse(
            "The record cannot be read: is the database up and migrated?\n",
            status=503,
            content_type="text/plain",
        )
    return HttpResponse("ok\n", content_type="text/plain")
