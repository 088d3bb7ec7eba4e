"""Rows of an inline, checked against each other: what the database would refuse is said before it has to."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, UniqueConstraint
from django.forms import BaseInlineFormSet
from django.forms.formsets import DELETION_FIELD_NAME


class DeskFormSet(BaseInlineFormSet):
    """Refuses rows that repeat each other, and the deletion of rows with a public number."""

    model: type[Model]  # the factory that makes the class sets it

    def get_queryset(self):
        """Once rows were posted: the rows they came from, one for each, so that nothing typed is left out of the page.

        The stored rows may be more or fewer by now, when somebody else saved in between; None stands for one that is gone.
        """
        if self.is_bound and "forms" in self.__dict__:
            return [None if form.instance._state.adding else form.instance for form in self.initial_forms]
        return super().get_queryset()

    def clean(self):
        super().clean()
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.fields:
                self.check_once(constraint)
        for form in self.forms:
            if self.marked_for_deletion(form) and getattr(form.instance, "ref", None):
                raise ValidationError(f"{form.instance.ref} has a public number and cannot be deleted.")

    def check_once(self, constraint: UniqueConstraint) -> None:
        """Marks every row that repeats an earlier one; Django's own check skips rows with empty fields and conditions."""
        seen = set()
        for form in self.kept_forms():
            row = form.instance
            if constraint.condition and not constraint.condition.check(values(row, constraint.condition)):
                continue
            names = [name for name in constraint.fields if name != self.fk.name]
            key = tuple(row.serializable_value(name) for name in names)
            if key in seen and (None not in key or constraint.nulls_distinct is False):
                form.add_error(NON_FIELD_ERRORS, constraint.get_violation_error_message())
            seen.add(key)

    def marked_for_deletion(self, form) -> bool:
        """Django's `deleted_forms` knows this only when every other row is valid."""
        return self.can_delete and form.is_valid() and bool(form.cleaned_data.get(DELETION_FIELD_NAME))

    def kept_forms(self):
        """Rows that will be there after the save and are valid so far."""
        return [
            form
            for form in self.forms
            if not self.marked_for_deletion(form)
            and form.is_valid()
            and (form.has_changed() or not form.instance._state.adding)
        ]


def values(row, condition) -> dict:
    """The columns of a row that a condition asks for, by name."""
    return {name: row.serializable_value(name) for name in condition.referenced_base_fields}


class TextFormSet(DeskFormSet):
    """Texts of a statement."""

    def clean(self):
        super().clean()
        texts = self.kept_forms()
        if self.instance.mode == "direct" and not any(form.instance.original for form in texts):
            for form in texts:
                if form.instance.machine:
                    form.add_error(
                        "machine",
                        "A machine translation is never a direct quotation. Add the original, or mark the statement as a paraphrase.",
                    )
