"""What every page of signing in and of one's account shares."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import ContextMixin, View


class DeskPage(ContextMixin, View):
    """A view inside the desk's frame, never kept by a browser's cache."""

    title = ""
    request: Any

    @method_decorator(never_cache)
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return {**admin.site.each_context(self.request), **found, "title": self.title}


class OwnPage(DeskPage):
    """A page of one's own account."""

    @method_decorator(login_required)
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


def note(user: User, sentence: str, by: User | None) -> None:
    """Puts into the history of an account what was done to it."""
    LogEntry.objects.create(
        user=by or user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=user.get_username(),
        action_flag=CHANGE,
        change_message=sentence,
    )
