"""The audit: who changed what, when and why, over all tables of the desk, and the full history of one thing."""
