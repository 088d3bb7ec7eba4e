"""What a page without filters may be asked: the moment, and little else; anything more is an error that names it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from record import ledger
from record.moments import Moment, MomentError
from record.parameters import FilterError


def moment_asked(request: HttpRequest, *more: str) -> Moment:
    """The moment that `as_of` names; `more` are other parameters that the page takes. Raises FilterError."""
    allowed = ("as_of", *more)
    wrong = {
        name: [
            _("There is no parameter %(name)s here. Allowed: %(allowed)s.")
            % {"name": repr(name), "allowed": ", ".join(allowed)}
        ]
        for name in sorted(set(request.GET) - set(allowed))
    }
    wrong |= {
        name: [_("This parameter may be given once.")]
        for name in allowed
        if len(request.GET.getlist(name)) > 1
    }
    if wrong:
        raise FilterError(wrong)
    try:
        return ledger.moment(request.GET.get("as_of", ""))
    except MomentError as error:
        raise FilterError({"as_of": [str(error)]}) from error


def pinning(moment: Moment) -> str:
    """What a link adds to its query string to stay at a moment of the past."""
    return "" if moment.now else f"&as_of=entry:{moment.entry}"
