"""`python verify_ledger.py FILE.zip`: prove the exported books of an office with Python alone. Exit code 1 on a fault.

A file of one month is a piece of the chain: it begins where the file before it ends (`previous` in chain.json).

It shares no code with what wrote the books: an expert of either side reads this page and runs it.
"""

import csv
import hashlib
import io
import json
import sys
import zipfile


def faults(path):
    with zipfile.ZipFile(path) as books:
        journals = [json.loads(line) for line in books.read("journals.jsonl").decode().splitlines()]
        entries = list(csv.reader(io.StringIO(books.read("entries.csv").decode())))[1:]
        chain = json.loads(books.read("chain.json"))
    first, previous, listed = chain["first_number"], chain["previous"], []
    if first == 1:
        previous = "0" * 64
    for number, said in enumerate(journals, first):
        written = said.pop("hash")
        said.get("pieces", []).sort(key=str)
        body = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        if said["number"] != number or said["office"] != chain["office"]:
            yield f"journal {number} is missing"
        if said["previous"] != previous:
            yield f"journal {number} does not follow the one before it"
        if hashlib.sha256(body).hexdigest() != written:
            yield f"journal {number} does not say what its hash says"
        if sum(line[1] for line in said["lines"]) != 0:
            yield f"journal {number} does not balance"
        for line in said["lines"]:
            cells = ["" if cell is None else str(cell) for cell in line]
            listed.append([str(number), *cells, *[""] * (4 - len(cells))])
        previous = written
    ends = first + len(journals) - 1
    if (chain["last_number"], chain["head"]) != (ends, previous):
        yield f"the chain ends at journal {chain['last_number']}, the file at {ends}"
    if entries != listed:
        yield "entries.csv does not say what the journals say"


if __name__ == "__main__":
    found = list(faults(sys.argv[1]))
    print("\n".join(found) or "All of it is proved.")
    sys.exit(bool(found))
