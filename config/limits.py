"""How long a public request may be: longer ones are refused before anything reads them."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

LONGEST_QUERY = 4000  # gunicorn takes request lines of 8190, so that this answer is the one that is seen
TOO_LONG = (
    f"The query string is longer than {LONGEST_QUERY} characters. Ask for less at once: fewer values of a filter, "
    "or the whole file, and select in it."
)


class QueryLengthMiddleware:
    """414 with advice for a query string that is too long; the desk's forms have limits of their own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        too_long = len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY
        if not too_long or request.path_info.startswith("/desk/"):
            return self.get_response(request)
        return refused(request)


def refused(request: HttpRequest) -> HttpResponse:
    status, headers = HTTPStatus.REQUEST_URI_TOO_LONG, {"Cache-Control": "no-store"}
    if not request.path_info.startswith("/api/"):
        return HttpResponse(
            TOO_LONG + "\n", status=status, headers=headers, content_type="text/plain; charset=utf-8"
        )
    problem = {"type": "about:blank", "title": "URI Too Long", "status": status.value, "detail": TOO_LONG}
    headers["Access-Control-Allow-Origin"] = "*"
    return JsonResponse(
        problem,
        status=status,
        headers=headers,
        content_type="application/problem+json",
        json_dumps_params={"separators": (",", ":")},  # as DRF writes every other problem
    )
