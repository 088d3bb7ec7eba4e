"""Filters by days: `from`, `to` and `dates` make one condition together, over the `span` of an index row."""

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from record.parameters import FilterError
from record.values import CodedFilter


class SpanFilter(CodedFilter):
    """Declares none of the three: each list says in its own words whose days they are."""

    def refuse_contradictions(self) -> None:
        first, last = self.form.cleaned_data.get("from"), self.form.cleaned_data.get("to")
        if first and last and first > last:  # PostgreSQL would refuse such a range
            sentence = _("The last day, %(last)s, lies before the first, %(first)s.")
            raise FilterError({"to": [sentence % {"last": last, "first": first}]})

    def filter_dates(self, queryset: QuerySet) -> QuerySet:
        first, last = self.form.cleaned_data.get("from"), self.form.cleaned_data.get("to")
        if first is None and last is None:
            return queryset
        lookup = "contained_by" if self.form.cleaned_data.get("dates") == "within" else "overlap"
        return queryset.filter(**{f"span__{lookup}": DateRange(first, last, "[]")})

    def filter_nothing(self, queryset, name: str, value: str):
        """`from`, `to` and `dates` make one condition together: see filter_dates."""
        return queryset
