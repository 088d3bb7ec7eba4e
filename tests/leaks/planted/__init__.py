"""Classic leaks, planted on purpose: each is one mistake that somebody could make, and each must be noticed.

- `reading`: an answer to the public reads the working copy. The reader's login stops all of them.
- `forgetting`: the record forgets that something was taken out. The reader may read the record, so nothing stops these
  but the code; they show in what is said of things that were public once.
- `publishing`: what is written takes more than it should. Publishing runs as the desk, so no login stops these either;
  they show in what is published.

Each plant is a function that takes pytest's monkeypatch and replaces one real function.
"""
