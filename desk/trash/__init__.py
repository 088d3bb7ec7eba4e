"""The trash: never-published drafts that were taken off the desk, and the ways back and out."""
