"""Messages of readers: analysts read them, editors decide, and the decision's line is what the public sees."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone

from desk.admin.base import ReadOnlyAdmin
from desk.models import Report
from desk.models.reports import DISCARDED
from desk.places import change_url

FIRST_WORDS = 90


class DecisionForm(forms.ModelForm):
    """A decision is made once: it is public from then on."""

    class Meta:
        model = Report
        fields = ["decision", "public_line"]

    def clean(self) -> dict:
        found = super().clean() or {}
        if not found.get("decision"):
            self.add_error("decision", "Choose: accepted, declined or discarded.")
        elif found["decision"] == DISCARDED:
            if found.get("public_line"):
                self.add_error("public_line", "What is discarded has no public line. Empty it, or decline.")
        elif not found.get("public_line"):
            self.add_error("public_line", "Say in one sentence what was wrong, or why nothing is changed.")
        return found


class Waiting(admin.SimpleListFilter):
    title = "decision"
    parameter_name = "decided"

    def lookups(self, request, model_admin):
        return [("no", "Waiting"), ("yes", "Decided")]

    def queryset(self, request, queryset):
        return {"no": queryset.waiting(), "yes": queryset.decided()}.get(self.value() or "", queryset)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    form = DecisionForm
    list_display = ["received_at", "kind", "about", "first_words", "state", "decided_by"]
    list_filter = [Waiting, "kind"]
    list_select_related = ["decided_by"]
    search_fields = ["about", "text", "public_line"]
    received = ["received_at", "kind", "about", "text", "source", "contact"]
    readonly_fields = [*received, "decided_at", "decided_by"]
    fieldsets = [
        ("Received", {"fields": [*received]}),
        ("Decided", {"fields": ["decision", "public_line", "decided_at", "decided_by"]}),
    ]

    @admin.display(description="text")
    def first_words(self, report):
        return report.text[:FIRST_WORDS] + ("…" if len(report.text) > FIRST_WORDS else "")

    @admin.display(description="decision")
    def state(self, report):
        return report.get_decision_display() or "waits"

    def has_change_permission(self, request, obj=None):
        """Editors, as long as the database knows of no decision: a form that was refused has put its own on the row."""
        if not request.user.has_perm("desk.change_report"):
            return False
        return obj is None or not Report.objects.decided().filter(pk=obj.pk).exists()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's, under a lock: of two who decide at once the second is told so."""
        with transaction.atomic():
            if request.method == "POST" and (report := self.decided_already(request, object_id)):
                by = report.decided_by
                who = (by.get_short_name() or by.get_username()) if by else "somebody"
                said = f"This was decided already, by {who}. Nothing of what you sent was written."
                self.message_user(request, said, messages.ERROR)
                return HttpResponseRedirect(change_url(report))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def decided_already(self, request, object_id):
        """The report if its decision stands; one that waits stays locked until this one is written."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is None or not request.user.has_perm("desk.change_report"):
            return None
        locked = Report.objects.select_for_update().get(pk=obj.pk)
        return locked if locked.decision else None

    def save_model(self, request, obj, form, change):
        """Decides, and forgets how to reach whoever wrote."""
        obj.decided_at, obj.decided_by, obj.contact = timezone.now(), request.user, ""
        super().save_model(request, obj, form, change)
