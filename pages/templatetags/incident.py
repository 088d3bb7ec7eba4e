"""`{% laid_out envelope as incident %}`: so that a template needs an envelope and nothing else."""

from django import template

from pages import incident

register = template.Library()
register.simple_tag(incident.laid_out, name="laid_out")
