"""What values of filters are called on chips and in citations, where the codebook has no words short enough, or none."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[tuple[str, str], Promise] = {
    ("counted", "1"): _("only what charts count"),
    ("counted", "all"): _("also what charts leave out"),
    ("dates", "overlap"): _("may have happened then"),
    ("dates", "within"): _("surely happened then"),
    ("has", "statements"): _("statements"),
    ("has", "claims"): _("claims"),
    ("has", "place"): _("a place"),
    ("through", "state"): _("the state"),
    ("through", "quasi"): _("a body close to the state"),
    ("through", "tolerated"): _("private, said to be steered or tolerated by a state"),
    ("through", "private"): _("private persons, press or firms"),
}
