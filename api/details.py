"""One published thing: now, as it was at a moment, or one version of it for ever."""

from django.conf import settings
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from api.citing import FORMAT_OR_CITATION, CitedResource
from api.parameters import AS_OF
from record import codebook, reading
from record.envelopes import envelope, url
from record.moments import Moment


class Detail(CitedResource):
    """The envelope round a document; a kind of thing names itself and its route."""

    kind: str
    route: str
    parameters = (AS_OF, FORMAT_OR_CITATION)
    can_be_gone = True

    def get(self, request: Request, address: str) -> Response:
        moment = self.moment()
        try:
            thing = reading.read(address, self.kind, moment)
        except reading.MergedInto as merged:
            return self.moved(address, merged.ref)
        answer = envelope(thing, codebook.at(moment), moment)
        return Response({**answer, **self.beside(thing.entry.ref, moment)})

    def beside(self, ref: str, moment: Moment) -> dict:
        """What an answer has beside the envelope of every kind."""
        return {}

    def moved(self, ref: str, into: str) -> Response:
        """301 to the thing that this one was merged into, with the parameters kept."""
        query = self.request.query_params.urlencode()
        address = settings.SITE_URL + reverse(self.route, args=[into]) + (f"?{query}" if query else "")
        body = {"ref": ref, "merged_into": into, "url": url(self.kind, into)}
        return Response(body, status=301, headers={"Location": address}, content_type="application/json")
