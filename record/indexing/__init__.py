"""Index rows from documents. They say nothing that documents and the codebook do not say, so they can be made again.

`apply` is the one way in which an entry reaches the indexes, whether it is written now or read again from the start.
"""

from record.indexing.applying import apply

__all__ = ["apply"]
