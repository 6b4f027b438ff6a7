"""A small client of the server: one session, seen message by message.

psql hides what a test of robustness must see: the fields of an error, whether
the session is still in step, and how long an answer takes.  It speaks version
3 of the protocol over a Unix socket and knows no authentication but trust.
"""

import os
import socket
import struct
from dataclasses import dataclass, field

PROTOCOL = 196608
CANCEL = 80877102
BYTEA, TEXT = 17, 25

# Fields of an error, by the letters of the protocol.
FIELDS = {"V": "severity", "C": "sqlstate", "M": "message", "D": "detail", "H": "hint"}


class SessionLost(Exception):
    """The server closed the connection, or sent what nobody can read."""


class NoAnswer(Exception):
    """The server did not answer in time."""


@dataclass
class Error:
    """An error that the server sent.

    `raw` tells whether the text was UTF-8, as it must be in such a session.
    """

    severity: str = ""
    sqlstate: str = ""
    message: str = ""
    detail: str = ""
    hint: str = ""
    raw: bool = False

    def __str__(self):
        lines = [f"{self.severity}: {self.sqlstate}: {self.message}"]
        lines += [f"{name}: {text}" for name, text in
                  (("DETAIL", self.detail), ("HINT", self.hint)) if text]
        return "\n".join(line if len(line) < 400 else line[:400] + "..." for line in lines)


@dataclass
class Answer:
    """What came back: rows of texts, the first error or None, the notices."""

    rows: list = field(default_factory=list)
    error: Error = None
    notices: list = field(default_factory=list)

    @property
    def sqlstate(self):
        """The SQLSTATE; of success when there is no error."""
        return self.error.sqlstate if self.error else "00000"


def socket_path():
    """Where the server listens, by PGHOST and PGPORT."""
    return f"{os.environ.get('PGHOST', '/tmp')}/.s.PGSQL.{os.environ.get('PGPORT', '5432')}"


def parse_error(body):
    """The fields of an error or notice."""
    error = Error()
    for part in body.split(b"\0"):
        name = FIELDS.get(chr(part[0])) if part else None
        if name is None:
            continue
        try:
            text = part[1:].decode()
        except UnicodeDecodeError:
            text, error.raw = part[1:].decode(errors="replace"), True
        setattr(error, name, text)
    return error


class Session:
    """A session of the server."""

    def __init__(self, database, user=None, timeout=60):
        self.timeout = timeout
        self.buffer = bytearray()
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(socket_path())
        self.key = None
        self.status = None
        words = {"user": user or os.environ.get("PGUSER", "postgres"), "database": database,
                 "client_encoding": "UTF8", "application_name": "fuzz"}
        body = b"".join(word.encode() + b"\0" for pair in words.items() for word in pair)
        body = struct.pack("!i", PROTOCOL) + body + b"\0"
        self.socket.sendall(struct.pack("!i", len(body) + 4) + body)
        answer = self._receive()
        if answer.error:
            raise SessionLost(str(answer.error))

    def query(self, sql, timeout=None):
        """Send a text of SQL by itself, as psql does."""
        if isinstance(sql, str):
            sql = sql.encode()
        return self._exchange(message(b"Q", sql + b"\0"), timeout)

    def execute(self, sql, values=(), timeout=None):
        """Send a statement with parameters: None, str, or bytes for bytea.

        Other values go as the text that the server is to make sense of.
        """
        types = [BYTEA if isinstance(found, bytes) else TEXT if isinstance(found, Text) else 0
                 for found in values]
        formats = [int(isinstance(found, bytes)) for found in values]
        parse = b"\0" + sql.encode() + b"\0" + pack_shorts(types, "i")
        bind = b"\0\0" + pack_shorts(formats, "h") + struct.pack("!h", len(values))
        bind += b"".join(pack_value(found) for found in values) + struct.pack("!h", 0)
        return self._exchange(message(b"P", parse) + message(b"B", bind)
                              + message(b"D", b"P\0") + message(b"E", b"\0" + struct.pack("!i", 0))
                              + message(b"S", b""), timeout)

    def value(self, sql, values=()):
        """The only value of a statement that must succeed."""
        answer = self.execute(sql, values)
        if answer.error:
            raise RuntimeError(f"{sql}: {answer.error}")
        return answer.rows[0][0] if answer.rows else None

    def send(self, sql):
        """Send a text of SQL and do not wait; receive() waits."""
        self._send(message(b"Q", sql.encode() + b"\0"))

    def receive(self, timeout=None):
        """The answer to what was sent."""
        self.socket.settimeout(timeout or self.timeout)
        return self._receive()

    def cancel(self):
        """Ask the server to cancel what the session does."""
        with socket.socket(socket.AF_UNIX) as other:
            other.settimeout(self.timeout)
            other.connect(socket_path())
            other.sendall(struct.pack("!iiii", 16, CANCEL, *self.key))
            other.recv(1)

    def close(self):
        """End the session."""
        try:
            self.socket.sendall(message(b"X", b""))
        except OSError:
            pass
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _exchange(self, data, timeout):
        self._send(data)
        return self.receive(timeout)

    def _send(self, data):
        self.socket.settimeout(self.timeout)
        try:
            self.socket.sendall(data)
        except socket.timeout as lost:
            raise NoAnswer("the server does not take what is sent") from lost
        except OSError as lost:
            raise SessionLost(f"{lost}") from lost

    def _read(self, length):
        while len(self.buffer) < length:
            try:
                part = self.socket.recv(1 << 20)
            except socket.timeout as lost:
                raise NoAnswer("no answer in time") from lost
            except OSError as lost:
                raise SessionLost(f"{lost}") from lost
            if not part:
                raise SessionLost("the server closed the connection")
            self.buffer += part
        data = bytes(self.buffer[:length])
        del self.buffer[:length]
        return data

    def _receive(self):
        """Everything up to ReadyForQuery."""
        answer = Answer()
        while True:
            kind = self._read(1)
            body = self._read(struct.unpack("!i", self._read(4))[0] - 4)
            if kind == b"Z":
                self.status = body.decode()
                return answer
            if kind == b"E":
                answer.error = answer.error or parse_error(body)
                if answer.error.severity in ("FATAL", "PANIC"):
                    return answer
            elif kind == b"N":
                answer.notices.append(parse_error(body))
            elif kind == b"D":
                answer.rows.append(unpack_row(body))
            elif kind == b"K":
                self.key = struct.unpack("!ii", body)
            elif kind == b"R" and body != b"\0\0\0\0":
                raise SessionLost("the server asks for a password: it must trust local sessions")
            elif kind not in b"RSCTt12nIs":
                raise SessionLost(f"the server sent {kind!r}, which was not asked for")


class Text(str):
    """A parameter whose type is text, whatever the statement would make of it."""


def message(kind, body):
    """A message of the protocol."""
    return kind + struct.pack("!i", len(body) + 4) + body


def pack_shorts(numbers, width):
    """A count and so many numbers."""
    return struct.pack(f"!h{len(numbers)}{width}", len(numbers), *numbers)


def pack_value(found):
    """A parameter: its length and its bytes; -1 for NULL."""
    if found is None:
        return struct.pack("!i", -1)
    if isinstance(found, str):
        found = found.encode("utf-8", "surrogateescape")
    return struct.pack("!i", len(found)) + found


def unpack_row(body):
    """The values of a row, as texts or None."""
    count = struct.unpack_from("!h", body)[0]
    offset, values = 2, []
    for _ in range(count):
        length = struct.unpack_from("!i", body, offset)[0]
        offset += 4
        values.append(None if length < 0 else body[offset:offset + length].decode(errors="replace"))
        offset += max(length, 0)
    return values
