"""A COPY as a stream of bytes with flat memory, on the request's own connection and in its own snapshot."""

import socket
from contextlib import ExitStack, suppress
from threading import Thread

import psycopg2
from django.db import connections, transaction

from record.exports import Export, Shaping, limit

PIECE = 1 << 16
FIRST_SECONDS = 20  # for finding and sorting, before a byte is sent: longer ends in an answer that says so
WHOLE_SECONDS = 15 * 60  # for all of it, with a reader as slow as the reader is
PATIENCE_SECONDS = 60  # for one piece: a reader who takes none for so long has gone


class CopyStream:
    """Pieces of a file, made by PostgreSQL as they are taken. Whoever opens one closes it, in the same thread.

    A failure in the middle is raised where the next piece was wanted, so the server breaks the connection instead of
    ending the answer. PostgreSQL's lines come in a thread of their own, because the driver calls back until the last
    one; a pair of sockets between the two threads holds few of them, so a slow reader slows PostgreSQL down.
    """

    def __init__(self, export: Export, using: str):
        """Gets the first piece, or the `whole` file if it is short; raises OperationalError if that fails or takes too long."""
        self.held = Held(using)
        with ExitStack() as undo:
            undo.callback(self.held.let_go, rolled_back=True)
            self.copying = Copying(connections[using], export)
            undo.callback(self.copying.abandon)
            self.piece, self.whole = self.copying.beginning()
            undo.pop_all()

    def __iter__(self) -> "CopyStream":
        return self

    def __next__(self) -> bytes:
        piece, self.piece = self.piece or self.copying.next_piece(), b""
        if not piece:
            raise StopIteration
        return piece

    def close(self) -> None:
        """Ends the copying, wherever it is, and the transaction. The connection can be used again."""
        self.copying.abandon()
        self.held.let_go(rolled_back=not self.copying.ended)


class Held:
    """The request's transaction, held open until the stream is closed, which is long after the view has returned.

    Django counts the blocks round a transaction and does not ask which of them is left. So the request's own block, left
    when the view returns, counts as the inner one, and leaving this one ends the transaction.
    """

    def __init__(self, using: str):
        self.using = using
        self.block = transaction.atomic(using=using, savepoint=False)
        self.block.__enter__()
        self.open = True

    def let_go(self, *, rolled_back: bool) -> None:
        if self.open:
            self.open = False
            if rolled_back:
                transaction.set_rollback(True, using=self.using)
            self.block.__exit__(None, None, None)


class Copying:
    """One COPY in a thread: lines go in by `write`, pieces come out."""

    def __init__(self, connection, export: Export):
        self.connection, self.shaping = connection, Shaping(export.form)
        self.lines = bytearray()
        self.read, self.ended = True, False
        self.error: Exception | None = None
        with connection.cursor() as cursor:
            limit(cursor, WHOLE_SECONDS)
        self.cursor = connection.connection.cursor()
        self.taking, self.giving = socket.socketpair()
        self.giving.settimeout(PATIENCE_SECONDS)
        self.thread = Thread(target=self.run, args=[self.cursor.mogrify(*export.statement)], daemon=True)
        self.thread.start()

    # --- in the thread

    def run(self, sql: bytes) -> None:
        try:
            self.cursor.copy_expert(sql, self)
            self.lines += self.shaping.end()
            self.give()
            if not self.read:
                raise psycopg2.OperationalError("Nobody took the lines.")
        except Exception as error:  # whatever it was, the reader must not take it for the end
            self.error = lost(error) or error
        finally:
            self.giving.close()

    def write(self, line: bytes) -> None:
        self.lines += self.shaping.line(line)
        if len(self.lines) >= PIECE:
            self.give()

    def give(self) -> None:
        """Sends what there is. Raises nothing: a COPY that is broken off here would leave the connection unusable."""
        try:
            if self.read:
                self.giving.sendall(self.lines)
        except OSError:
            self.read = False
            self.cancel()
        self.lines.clear()

    # --- for whoever reads

    def beginning(self) -> tuple[bytes, bool]:
        """At least PIECE bytes, or all there are; and whether they are all."""
        found = self.first_piece()
        while len(found) < PIECE and (piece := self.next_piece()):
            found += piece
        return found, len(found) < PIECE

    def first_piece(self) -> bytes:
        """As next_piece, within FIRST_SECONDS."""
        self.taking.settimeout(FIRST_SECONDS)
        try:
            return self.next_piece()
        except TimeoutError:
            self.cancel()
        finally:
            self.taking.settimeout(None)
        return self.next_piece()

    def next_piece(self) -> bytes:
        """Empty after the last one. Raises Django's errors of databases."""
        if piece := self.taking.recv(PIECE):
            return piece
        self.thread.join()
        if self.error:
            with self.connection.wrap_database_errors:
                raise self.error
        self.ended = True
        return b""

    def abandon(self) -> None:
        """Waits for PostgreSQL to stop, so that nothing else finds the connection busy."""
        self.taking.close()
        if self.thread.is_alive():
            self.cancel()
        self.thread.join()
        self.cursor.close()

    def cancel(self) -> None:
        with suppress(psycopg2.Error):  # it may be gone
            self.cursor.connection.cancel()


def lost(error: Exception) -> psycopg2.OperationalError | None:
    """What it was if the server went away without a word: the driver then knows no kind of error, only the state it was in."""
    return psycopg2.OperationalError(str(error)) if type(error) is psycopg2.DatabaseError else None
