"""Who acts and speaks: states, groupings of states, and the persons, bodies and groups in them."""

from actors.models.actors import Actor, ActorCountry, ActorName
from actors.models.affiliations import Affiliation
from actors.models.countries import Country, CountryName
from actors.models.groupings import DateRange, Grouping, GroupingMember

__all__ = [
    "Actor",
    "ActorCountry",
    "ActorName",
    "Affiliation",
    "Country",
    "CountryName",
    "DateRange",
    "Grouping",
    "GroupingMember",
]
