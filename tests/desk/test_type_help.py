"""What the codebook says of a type, beside the form."""

import pytest

from codebook.models import IncidentType

pytestmark = pytest.mark.django_db
PAGE = "/desk/codebook/type/{}/"


def test_it_says_definition_and_levels(analyst):
    kind = IncidentType.objects.get(code="D10")
    found = analyst.get(PAGE.format("D10")).json()
    assert (found["definition"], found["include"], found["exclude"]) == (
        kind.definition,
        kind.include,
        kind.exclude,
    )
    assert (found["least"], found["usual"], found["most"]) == (
        kind.level_min,
        kind.level_default,
        kind.level_max,
    )


@pytest.mark.parametrize("code", ["Z99", "%00", "d10"])
def test_a_type_that_is_none_is_not_found(analyst, code):
    assert analyst.get(PAGE.format(code)).status_code == 404


def test_it_is_for_those_who_may_see_the_codebook(client, sign_in):
    assert client.get(PAGE.format("D10")).status_code == 302
    assert sign_in("").get(PAGE.format("D10")).status_code == 403
