"""Index rows from documents. They say nothing that documents and the codebook do not say, so they can be made again.

`apply` is how an entry reaches the indexes, whether it is written now or read again from the start. `begin` does the same
for many first versions at once.
"""

from record.indexing.applying import apply
from record.indexing.beginnings import begin, is_beginning

__all__ = ["apply", "begin", "is_beginning"]
