"""What the pages of everything that can become public share: the workflow bar, and a page for each step."""

from typing import Any

from django.urls import path

from desk import expunging, merging, publishing, retracting, versions
from desk.admin.base import RevisedAdmin
from desk.bar import MERGING, bar

PAGES: dict[str, Any] = {
    "publish": publishing.publish_page,
    "reinstate": publishing.reinstate_page,
    "retract": retracting.retract_page,
    "merge": merging.merge_page,
    "expunge": expunging.expunge_page,
    "versions": versions.versions_page,
}


class PublishedAdmin(RevisedAdmin):
    """A model page of a thing that the record can have."""

    def get_urls(self):
        view, table = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        pages = {step: page for step, page in PAGES.items() if step != "merge" or self.kind in MERGING}
        return [
            *(
                path(f"<int:pk>/{step}/", view(page), {"kind": self.kind}, name=f"{table}_{step}")
                for step, page in pages.items()
            ),
            path(
                "<int:pk>/restore/<int:number>/",
                view(versions.restore_page),
                {"kind": self.kind},
                name=f"{table}_restore",
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["bar"] = bar(self.kind, obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)
