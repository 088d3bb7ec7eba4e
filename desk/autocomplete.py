"""Pick lists that take a made-up address or form without falling over."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class KeyedAutocomplete(AutocompleteSelect):
    """Django's pick list, which shows nothing chosen for a value that cannot be a key; the field says what is wrong."""

    def optgroups(self, name, value, attr: Any = None):
        return super().optgroups(name, [text for text in value if self.may_be_key(text)], attr)

    def may_be_key(self, text) -> bool:
        try:
            self.field.remote_field.model._meta.pk.to_python(text)
        except ValidationError:
            return False
        return "\x00" not in str(text)


class KeyedAutocompleteMultiple(AutocompleteSelectMultiple):
    """Django's pick list of several. Each choice is taken away by itself: a cross for all of them would stand between
    the items of a list, where nothing but items may stand."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class KeyedPickLists:
    """Mixed into model pages and inline rows: their pick lists are the ones above."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KeyedAutocomplete(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KeyedAutocompleteMultiple(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
