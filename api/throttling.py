"""Budgets of the API by kind of request, as DRF asks for them."""

from rest_framework.exceptions import Throttled
from rest_framework.throttling import BaseThrottle

from api.files import FileRenderer
from record import budgets


class BudgetThrottle(BaseThrottle):
    """Exports and past states have budgets of their own, and count in both if they are both; the rest are lists."""

    seconds = 0

    def allow_request(self, request, view) -> bool:
        if request.method not in ("GET", "HEAD"):
            return True
        for kind in kinds_of(request):
            self.seconds = budgets.spend(request, kind)
            if self.seconds:
                request.spent_budget = kind  # for the words of the refusal: api/problems.py
                return False
        return True

    def wait(self) -> int:
        return self.seconds


def spend_past(request) -> None:
    """Counts a past state that only the record could tell: a cursor can hold any entry. Raises Throttled."""
    if seconds := budgets.spend(request, budgets.PAST):
        request.spent_budget = budgets.PAST
        raise Throttled(wait=seconds)


def kinds_of(request) -> list[str]:
    """Which budgets a request counts in."""
    found = [budgets.EXPORTS] if isinstance(request.accepted_renderer, FileRenderer) else []
    if request.query_params.get("as_of"):
        found.append(budgets.PAST)
    return found or [budgets.LISTS]
