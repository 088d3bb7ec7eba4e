"""Problem details (RFC 9457) of the drafts API."""

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """A request that is refused: its status, a sentence that says how to mend it, and more members of the answer."""

    def __init__(
        self, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None, **members: Any
    ):
        super().__init__(detail)
        self.status, self.detail, self.headers, self.members = status, detail, headers or {}, members

    def answer(self) -> JsonResponse:
        body = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            **self.members,
        }
        return JsonResponse(body, status=self.status.value, headers=self.headers, content_type=MEDIA_TYPE)
