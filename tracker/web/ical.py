"""Lines of a calendar file as RFC 5545 wants them: escaped, folded at 75 octets, ended with CR LF."""

from collections.abc import Iterable, Iterator

WIDE = 75


def text(lines: Iterable[str]) -> str:
    """The file that these lines make."""
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))


def escaped(said: str) -> str:
    """Words as the value of a property."""
    said = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(said.splitlines())


def folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 octets, never within a letter; each after the first begins with a space."""
    piece, size = "", 0
    for letter in line:
        wide = len(letter.encode())
        if size + wide > WIDE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + wide
    yield piece
