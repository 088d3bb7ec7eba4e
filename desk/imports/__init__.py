"""Bringing files in at the desk: upload, mapping, check, application, undo."""
