"""Which format a request gets: `format=` decides if given, else Accept; what we do not have is an error, never a guess."""

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
            renderer, _ = super().select_renderer(request, renderers)
        return renderer, renderer.media_type
