"""Who gets in: signing in, the second factor, sessions, and everybody's own account."""
