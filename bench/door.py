"""Our own application, called in this process as the web server calls it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

HOST = urlsplit(settings.SITE_URL).netloc


class Door:
    """Answers requests for addresses of the site."""

    def __init__(self) -> None:
        self.application = get_wsgi_application()
        self.requests = RequestFactory()

    def get(self, address: str, accept: str = "application/json", **headers: str) -> tuple[int, dict, bytes]:
        path, _, query = address.partition("?")
        environ = self.requests.get(path, HTTP_HOST=HOST, HTTP_ACCEPT=accept, **headers).environ
        environ["QUERY_STRING"] = query
        started: list[Any] = []
        answer = self.application(environ, lambda status, found, _=None: started.extend((status, found)))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return int(started[0][:3]), dict(started[1]), body
