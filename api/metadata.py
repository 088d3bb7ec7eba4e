"""What OPTIONS answers: the parameters of a resource, what each means and which values it takes."""

from rest_framework.metadata import BaseMetadata


class ResourceMetadata(BaseMetadata):
    """`{description, methods, parameters[]}`."""

    def determine_metadata(self, request, view) -> dict:
        return {
            "description": view.get_view_description(),
            "methods": view.allowed_methods,
            "parameters": [parameter.described() for parameter in view.parameters],
        }
