"""`{% cited envelope as cited %}`: citations in words by style. `{% linked_data envelope %}`: schema.org as data."""

from django import template

from pages import citing, linked_data

register = template.Library()
register.simple_tag(lambda envelope: citing.styles(envelope["cite"]["csl"]), name="cited")
register.simple_tag(linked_data.of_incident, name="linked_data")
