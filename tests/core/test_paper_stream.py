"""Several documents sent as one: every page is there, readable by another program than ours."""

import re

import pypdfium2

from apt.core.paper import Paper
from apt.core.paper_stream import one_document

WORDS = ["First 1 0 R", "क्षमा", "ಕ್ಷೇತ್ರ", "1 0 obj endobj stream", "Last ₹"]


def part(*texts):
    paper = Paper(100, 150, 5)
    paper.set_title("7 0 R")
    for text in texts:
        paper.add_page()
        paper.put(text, 12)
        paper.code128("AW123456785IN", 5, 40, 80, 18)
    return paper.finish()


def test_the_pages_of_all_parts_in_their_order():
    sent = list(one_document(part(*texts) for texts in (WORDS[:2], WORDS[2:3], WORDS[3:])))
    assert len(sent) > 20, "sent as it is made"
    whole = b"".join(sent)
    document = pypdfium2.PdfDocument(whole)
    texts = [document[place].get_textpage().get_text_range().strip() for place in range(len(document))]
    assert len(texts) == 5
    assert (texts[0], texts[3], texts[4]) == (WORDS[0], WORDS[3], WORDS[4])
    assert [round(side / 72 * 25.4) for side in document[4].get_size()] == [100, 150]
    pictures = [document[place].render(scale=2).to_pil().tobytes() for place in range(5)]
    alone = [pypdfium2.PdfDocument(part(text))[0].render(scale=2).to_pil().tobytes() for text in WORDS]
    assert pictures == alone


def test_the_table_at_the_end_tells_where_each_object_is():
    whole = b"".join(one_document([part("one"), part("two")]))
    start = int(whole.split(b"startxref\n")[1].split()[0])
    lines = whole[start:].split(b"\n")
    count = int(lines[1].split()[1])
    for number, line in enumerate(lines[2 : 2 + count]):
        if line[17:18] == b"n":
            assert whole[int(line[:10]) :].startswith(b"%d 0 obj" % number)
        else:
            assert not re.search(rb"\b%d 0 R" % number, whole) or number in (1, 2)


def test_a_part_is_asked_for_when_the_one_before_was_sent():
    made = []

    def parts():
        for text in ("one", "two"):
            made.append(text)
            yield part(text)

    sent = one_document(parts())
    next(sent)
    next(sent)
    assert made == ["one"]
    assert b"".join(sent).endswith(b"%%EOF\n")
    assert made == ["one", "two"]
