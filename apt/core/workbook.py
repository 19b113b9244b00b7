"""Workbooks (.xlsx) as they are written: one sheet, a bold first row, numbers that stay numbers. Standard library only.

ECMA-376, as little of it as spreadsheets ask for; the tests read it back with another's reader.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | float | bool | None

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# Lakh and crore are grouped by the pattern, not by the machine's language.
_INDIAN: Final = r"[&gt;=10000000]##\,##\,##\,##0{0};[&gt;=100000]##\,##\,##0{0};##,##0{0}"
STYLES: Final = {"": 0, "head": 1, "count": 2, "rupees": 3, "share": 4}
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    f'<numFmt numFmtId="164" formatCode="{_INDIAN.format("")}"/>'
    f'<numFmt numFmtId="165" formatCode="{_INDIAN.format(".00")}"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0"/>'
    '<xf numFmtId="0" fontId="1" applyFont="1"/><xf numFmtId="164" fontId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" applyNumberFormat="1"/><xf numFmtId="10" fontId="0" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2"'
    f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": _STYLES,
}


def write_workbook(
    file: IO[bytes], sheet: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, kinds: Sequence[str] = ()
) -> None:
    """`kinds` says of each column how its numbers are shown, by `STYLES`; text is never taken for a formula."""
    name = quoteattr("".join(letter for letter in sheet if letter not in r"[]:*?/\ ")[:31] or "1")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, text in _PARTS.items():
            packed.writestr(part, _HEAD + text)
        packed.writestr(
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name={name} sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        with packed.open("xl/worksheets/sheet1.xml", "w") as written:
            for line in _sheet(header, rows, [*kinds, *[""] * (len(header) - len(kinds))]):
                written.write(line.encode())


def _sheet(header: Sequence[str], rows: Iterable[Sequence[Cell]], kinds: Sequence[str]) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    yield f'<cols><col min="1" max="{len(header)}" width="18" customWidth="1"/></cols><sheetData>'
    yield f"<row>{''.join(_cell(cell, 'head') for cell in header)}</row>"
    for row in rows:
        yield f"<row>{''.join(_cell(cell, kind) for cell, kind in zip(row, kinds, strict=False))}</row>"
    yield "</sheetData></worksheet>"


def _cell(cell: Cell, kind: str) -> str:
    style = f' s="{STYLES[kind]}"' if kind else ""
    if isinstance(cell, bool):
        return f'<c{style} t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f"<c{style}><v>{cell!r}</v></c>"
    return (
        f'<c{style} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>' if cell else f"<c{style}/>"
    )
