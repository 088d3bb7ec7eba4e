"""What the database refused, as a sentence for the editor."""

from django.apps import apps
from django.db import DatabaseError
from django.db.models import ProtectedError

from desk import maintenance

GONE = "Something that this form refers to was deleted meanwhile. Choose again."
TAKEN = "Something with the same number, code or name exists already."
NUMBERED = "What has a public number cannot be deleted: it stays in the record."
IN_USE = "Something else still refers to what you want to delete."
BY_STATE = {
    "23503": GONE,
    "23505": TAKEN,
    "P0001": NUMBERED,
}  # PostgreSQL: foreign key, unique, raised by a trigger


def sentence(error: DatabaseError) -> str:
    """The sentence of the constraint that was broken; raises the error again if it is no refusal but a fault."""
    if isinstance(error, ProtectedError):
        return IN_USE
    if maintenance.is_refusal(error) and (why := maintenance.refused.get()):
        return why
    cause = error.__cause__
    name = getattr(getattr(cause, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    if said := BY_STATE.get(getattr(cause, "pgcode", None) or ""):
        return said
    raise error
