"""Which format a request gets: `format=` decides if given, else Accept; what we do not have is an error, never a guess."""

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation

from record.parameters import FilterError


class StrictNegotiation(DefaultContentNegotiation):
    """400 for an unknown `format=` (DRF would say 404), 406 for an Accept that names nothing we have."""

    def select_renderer(self, request, renderers, format_suffix=None):
        """The renderer and its own media type: parameters such as `indent` in Accept change nothing."""
        wanted = request.query_params.get("format", "")
        formats = {renderer.format: renderer for renderer in renderers}
        if wanted:
            if wanted not in formats:
                raise FilterError(
                    {
                        "format": [
                            f"{wanted!r} is not a format of this address. Allowed: {', '.join(formats)}."
                        ]
                    }
                )
            renderer = formats[wanted]
        else:
            renderer = preferred(request, renderers)
        return renderer, renderer.media_type


def preferred(request, renderers):
    """The renderer that Accept gives the most weight; of those with the same, the one it names most exactly, then our first.

    Raises NotAcceptable. Django's own choice takes a type of weight 0 if `*/*` stands beside it.
    """
    accepted = [MediaType(token) for token in request.headers.get("Accept", "*/*").split(",")]
    weights = [weight(renderer.media_type, accepted) for renderer in renderers]
    best = max(weights)
    if not best[0]:
        raise NotAcceptable(available_renderers=renderers)
    return renderers[weights.index(best)]


def weight(media_type: str, accepted: list[MediaType]) -> tuple[float, int]:
    """How much a type is wanted and how exactly it was named; the most exact name decides."""
    fitting = [(one.specificity, one.quality) for one in accepted if one.match(media_type)]
    specificity, quality = max(fitting, default=(0, 0))
    return quality, specificity
