"""The desk's door for programs: they bring drafts with a token, and see what became of them."""
