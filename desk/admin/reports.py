"""Messages of readers: analysts read them, editors decide, and the decision's line is what the public sees."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from desk.admin.base import ReadOnlyAdmin
from desk.models import Report

FIRST_WORDS = 90


class DecisionForm(forms.ModelForm):
    """A decision is made once: it is public from then on."""

    class Meta:
        model = Report
        fields = ["decision", "public_line"]

    def clean(self) -> dict:
        found = super().clean() or {}
        if not found.get("decision"):
            self.add_error("decision", "Choose: accepted or declined.")
        if not found.get("public_line"):
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

    def save_model(self, request, obj, form, change):
        """Decides, and forgets how to reach whoever wrote."""
        obj.decided_at, obj.decided_by, obj.contact = timezone.now(), request.user, ""
        super().save_model(request, obj, form, change)
