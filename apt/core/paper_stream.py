"""Many PDFs of ours sent as one, while they are being made: memory holds a part of them, not the whole.

A PDF is numbered objects and, at its end, the place of each. So the objects of every part go out under new numbers, all
pages below one root, which is written last. Only for what `Paper.finish` makes: no links, outlines or forms.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

_CATALOG: Final = 1
_PAGES: Final = 2
_NUMBER: Final = re.compile(rb"\b(\d+) 0 (obj|R)\b")


def one_document(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The pages of all parts in their order. At least one part."""
    written, places, pages, box = 0, {}, [], b""
    head = b"%PDF-1.7\n"
    yield head
    written += len(head)
    last = _PAGES
    for part in parts:
        objects = _objects(part)
        shift = last
        last += max(objects)
        root = next(number for number, (front, _) in objects.items() if b"/Type /Pages" in front)
        box = re.findall(rb"/MediaBox \[[^]]*\]", objects[root][0])[0]
        for number, (front, stream) in sorted(objects.items()):
            if re.search(rb"/Type /(Pages|Catalog)|/CreationDate ", front):
                continue
            if b"/Type /Page\n" in front:
                pages.append(number + shift)
            moved = _moved(front, root=root, shift=shift) + stream
            places[number + shift] = written
            yield moved
            written += len(moved)
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    for number, body in (
        (_CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % _PAGES),
        (_PAGES, b"<< /Type /Pages /Count %d /Kids [%b] %b >>" % (len(pages), kids, box)),
    ):
        places[number] = written
        whole = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        yield whole
        written += len(whole)
    yield _end(places, last + 1, written)


def _objects(document: bytes) -> dict[int, tuple[bytes, bytes]]:
    """Each object by its number: what stands before its stream, and the rest of it. Found by the table at the end."""
    start = int(document[document.rindex(b"startxref") :].split()[1])
    places = {
        number: int(line[:10])
        for number, line in enumerate(document[start:].split(b"\n")[2:])
        if re.fullmatch(rb"\d{10} \d{5} n ?\r?", line)
    }
    ends = [*sorted(places.values()), start]
    after = dict(pairwise(ends))
    found = {}
    for number, place in places.items():
        whole = document[place : after[place]]
        front, mark, rest = whole.partition(b"stream\n")
        found[number] = (front, mark + rest)
    return found


def _moved(front: bytes, *, root: int, shift: int) -> bytes:
    def moved(match: re.Match[bytes]) -> bytes:
        number = int(match[1])
        return b"%d 0 %b" % (_PAGES if number == root else number + shift, match[2])

    return _NUMBER.sub(moved, front)


def _end(places: dict[int, int], count: int, start: int) -> bytes:
    free = b"0000000000 65535 f \n"
    lines = [b"%010d 00000 n \n" % places[number] if number in places else free for number in range(1, count)]
    trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, _CATALOG, start)
    return b"xref\n0 %d\n%b%b%b" % (count, free, b"".join(lines), trailer)
