"""The OpenAPI schema of a resource, from what the resource says of itself."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from api.shapes.answers import Moved, Problem, ProblemFormats, ProblemGone, ProblemParameters

JSON, PROBLEM = "application/json", "application/problem+json"


class ResourceSchema(AutoSchema):
    """Reads `parameters`, `shape` and the class's docstring; every resource answers the same problems."""

    view: Any  # a Resource, which is made with this class

    def get_operation(self, *args) -> Any:
        """As it is made of the parts below; an empty value of a parameter is the same as none, so programs may send it."""
        operation: Any = super().get_operation(*args)
        for parameter in operation["parameters"]:
            if parameter["in"] == OpenApiParameter.QUERY:
                parameter["allowEmptyValue"] = True
        return operation

    def get_override_parameters(self) -> list:
        found = [parameter.documented() for parameter in self.view.parameters]
        if meaning := self.view.address_meaning:
            found.append(
                OpenApiParameter(
                    name_in(self.path),
                    str,
                    OpenApiParameter.PATH,
                    description=meaning,
                    examples=[OpenApiExample(self.view.address_example, value=self.view.address_example)],
                )
            )
        return found

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0] or "index"]

    def get_operation_id(self) -> str:
        parts = [part for part in self.path.removeprefix("/api/v1/").split("/") if part]
        return "_".join(["read", *(part.strip("{}") for part in parts)])

    def get_response_serializers(self) -> Any:
        answers = {
            200: OpenApiResponse(self.view.shape, "What the record says."),
            304: OpenApiResponse(description="Nothing was published since the ETag you sent."),
            (400, PROBLEM): OpenApiResponse(ProblemParameters, "An unknown parameter or a bad value."),
            (406, PROBLEM): OpenApiResponse(
                ProblemFormats, "Your Accept header names no format of this address."
            ),
            (414, PROBLEM): OpenApiResponse(Problem, "The query string is too long."),
            # A line of more than 8,190 characters is refused by the server in front, in words of its own.
            (414, "text/html"): OpenApiResponse(OpenApiTypes.STR, "The query string is far too long."),
            (429, PROBLEM): OpenApiResponse(
                Problem, "Too many requests of this kind in a minute; Retry-After says how long to wait."
            ),
            (503, PROBLEM): OpenApiResponse(
                Problem, "It took too long, or the record cannot be read just now."
            ),
        }
        if self.view.address_meaning:
            answers[404, PROBLEM] = OpenApiResponse(Problem, "Nothing public is at this address.")
        if self.view.can_be_gone:
            answers[301, JSON] = OpenApiResponse(Moved, "It lives on under another number.")
        if self.view.can_be_elsewhere:
            answers[302] = OpenApiResponse(description="It is at another address for now.")
        if self.view.can_be_gone or self.view.can_be_withdrawn:
            answers[410, PROBLEM] = OpenApiResponse(ProblemGone, "It was public and has been withdrawn.")
        return answers


def name_in(path: str) -> str:
    """The name of the parameter in a path."""
    return path.partition("{")[2].partition("}")[0]
