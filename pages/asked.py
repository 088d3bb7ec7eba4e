"""What a page without filters may be asked: the moment, and little else; anything more is an error that names it."""

from django.http import HttpRequest

from record import ledger
from record.moments import Moment, MomentError
from record.parameters import FilterError


def moment_asked(request: HttpRequest, *more: str) -> Moment:
    """The moment that `as_of` names; `more` are other parameters that the page takes. Raises FilterError."""
    allowed = ("as_of", *more)
    wrong = {
        name: [f"There is no parameter {name!r} here. Allowed: {', '.join(allowed)}."]
        for name in sorted(set(request.GET) - set(allowed))
    }
    wrong |= {
        name: ["This parameter may be given once."] for name in allowed if len(request.GET.getlist(name)) > 1
    }
    if wrong:
        raise FilterError(wrong)
    try:
        return ledger.moment(request.GET.get("as_of", ""))
    except MomentError as error:
        raise FilterError({"as_of": [str(error)]}) from error
