"""What the desk keeps about itself: people's attempts to sign in, tokens, maintenance. Never public."""

from desk.models.attempts import Attempt
from desk.models.maintenance import Maintenance
from desk.models.tokens import SentDraft, Token

__all__ = ["Attempt", "Maintenance", "SentDraft", "Token"]
