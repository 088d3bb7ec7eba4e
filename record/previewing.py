"""What readers would get if an incident was published as it stands: done for real, and taken back."""

from contextlib import suppress

from django.contrib.auth.models import User
from django.db import transaction

from incidents.models import Incident
from record import codebook, ledger, reading
from record.envelopes import envelope
from record.needs import needs
from record.obstacles import NothingNew
from record.publishing import publish_needs, with_links
from record.writing import incident_document, number_parts


def preview(incident: Incident, user: User | None = None) -> dict:
    """The envelope of the version that publishing would write, with its links and what becomes public with it.

    Holds the record's lock for the time that publishing takes. What it lacks to be published does not matter here. A
    thing without a public number keeps its name of the desk, because nobody can promise the next number.
    """
    with transaction.atomic():
        ledger.lock()
        row = Incident.objects.get(pk=incident.pk)
        publish_needs(needs(row), user, "Preview.", "Preview.")
        number_parts(row)
        document = incident_document(row)
        with suppress(NothingNew):
            with_links("incident", row, document, "Preview.", user, "", reinstate=False)
        moment = ledger.moment()
        found = envelope(reading.read(row.ref, "incident", moment), codebook.at(moment), moment)
        transaction.set_rollback(True)
    return found | {
        "ref": incident.number,
        "version": None,
        "newest_version": None,
        "published": None,
        "withdrawn": None,
        "merged_into": None,
        "cite": None,
    }
