"""Reads the public record of a Demarche site. Needs Python 3.11; `demarche_client.frames` needs pandas too."""

from demarche_client.client import Client
from demarche_client.connection import ApiError

__all__ = ["ApiError", "Client"]
