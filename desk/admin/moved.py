"""What the pages of statements and claims share: the way to another home."""

from django.contrib import admin
from django.urls import path

from desk import moving
from desk.admin.base import PartAdmin
from desk.choosing import page_for, to_page


class MovedAdmin(PartAdmin):
    """A page of a part that can be moved to another incident or episode, alone or with others."""

    actions = ["move_many"]

    @property
    def noun(self) -> str:
        return str(self.opts.model_name)

    @admin.action(description="Move to another incident or episode…", permissions=["change"])
    def move_many(self, request, rows):
        return to_page(moving.page_of(self.noun), request, rows)

    def get_urls(self):
        page = path(
            "move/",
            self.admin_site.admin_view(moving.move_page),
            {"noun": self.noun},
            name=f"incidents_{self.noun}_move",
        )
        return [page, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.has_change_permission(request, obj):
            context["move_url"] = page_for(moving.page_of(self.noun), [obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)
