"""Message catalogues without the gettext programs: extract from code and templates, merge, compile, and find faults.

Babel (a development dependency) does the reading and writing. What is written depends on the sources alone: sorted, no
dates, no line numbers, so that two branches differ only where their sentences differ.
"""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

# What Django's functions are called here; each number is the position of an argument, "c" marks the context.
_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_NOT_OURS = {"tests", "docs", "static", "locale", "var", "benchmarks", "migrations", "node_modules", "__pycache__"}
_PLACEHOLDER = re.compile(r"%\(\w+\)\w|%[sd]|\{\w*[^{}]*\}")


class _Catalogue(Catalog):
    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Only what gettext needs: no dates and no names, which would change with every run."""
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),  # as in Django's own catalogues, or the two do not merge
        ]


def extracted(root: Path) -> Catalog:
    """Every message of the Python files and templates under `root`, untranslated."""
    catalogue = Catalog()
    for path in sorted(_sources(root)):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Each message ends on its own line; a template's indentation would be a fault in Python.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=_KEYWORDS):
            catalogue.add(message, context=context)
    return catalogue


def _sources(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in _NOT_OURS and not name.startswith(".")]
        inside_templates = "templates" in Path(folder).relative_to(root).parts
        for file in files:
            if file.endswith(".py") or (inside_templates and file.endswith((".html", ".txt"))):
                yield Path(folder, file)


def read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(wanted: Catalog, known: Catalog, language: str) -> Catalog:
    """What is wanted, with the translations that are known for exactly the same message.

    Nothing is guessed from similar sentences: a guess about money is worse than an English sentence.
    """
    catalogue = _Catalogue(locale=language, header_comment="", fuzzy=False)
    for message in _in_order(wanted):
        old = _same(known, message)
        catalogue.add(
            message.id,
            old.string if old else None,
            context=message.context,
            flags=message.flags | ({"fuzzy"} if old and old.fuzzy else set()),
            user_comments=old.user_comments if old else (),
        )
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def faults(wanted: Catalog, po: Path, language: str) -> list[str]:
    """What keeps the catalogue at `po` from being complete and in step with the sources, as sentences."""
    known = read(po, language)
    catalogue = merged(wanted, known, language)
    found = []
    for message in _in_order(wanted):
        name = _name(message)
        old = _same(known, message)
        if old is None:
            found.append(f"missing: {name}")
        elif not all(_strings(old.string)):
            found.append(f"not translated: {name}")
        elif old.fuzzy:
            found.append(f"fuzzy: {name}")
        else:
            found += [f"other placeholders: {name}"] if _placeholders_differ(old) else []
    found += [f"no longer used: {_name(old)}" for old in _in_order(known) if not _same(wanted, old)]
    mo = po.with_suffix(".mo")
    if not mo.is_file() or mo.read_bytes() != mo_bytes(catalogue):
        found.append(f"{mo.name} is older than {po.name}: run `manage.py messages update`")
    return found


def update(wanted: Catalog, po: Path, language: str, *, begin: bool) -> int:
    """Bring the catalogue at `po` into step, and compile it once it is complete: that is what offers a language.

    One in which nothing was ever translated stays empty until somebody begins, or each sentence of ours would change
    twenty files. Returns how many messages wait for a translation.
    """
    known = read(po, language)
    begun = begin or bool(list(_in_order(known)))
    catalogue = merged(wanted if begun else Catalog(), known, language)
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(po_bytes(catalogue))
    mo, old = po.with_suffix(".mo"), po.with_suffix(".mo").is_file()
    waiting = sum(1 for message in _in_order(wanted) if not _whole(_same(catalogue, message)))
    if old or not waiting:  # a language that is offered stays so; `check` says what it lacks
        mo.write_bytes(mo_bytes(catalogue))
    return waiting


def _whole(message: Message | None) -> bool:
    return message is not None and all(_strings(message.string)) and not message.fuzzy


def _in_order(catalogue: Catalog) -> list[Message]:
    return sorted((message for message in catalogue if message.id), key=lambda m: (_strings(m.id), m.context or ""))


def _same(catalogue: Catalog, message: Message) -> Message | None:
    """The entry of `catalogue` for exactly this message; Babel's own `get` knows a plural by its singular alone."""
    found = catalogue.get(message.id, context=message.context)
    return found if found is not None and found.id == message.id else None


def _strings(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _name(message: Message) -> str:
    return " / ".join(_strings(message.id)) + (f" [{message.context}]" if message.context else "")


def _placeholders_differ(message: Message) -> bool:
    ids, strings = _strings(message.id), _strings(message.string)
    # The singular may leave the number out ("one article"), so every form is held against the fullest sentence.
    allowed = set().union(*(_PLACEHOLDER.findall(text) for text in ids))
    if len(ids) == 1:
        return set(_PLACEHOLDER.findall(strings[0])) != allowed
    return any(not set(_PLACEHOLDER.findall(text)) <= allowed for text in strings) or (
        set(_PLACEHOLDER.findall(strings[-1])) != set(_PLACEHOLDER.findall(ids[-1]))
    )
