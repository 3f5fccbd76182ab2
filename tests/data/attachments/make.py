"""Writes the files beside it: small files of each kind, good and bad. Run it to write them anew."""

import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def archive(name, entries, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(HERE / name, "w", compression) as out:
        for path, text in entries:
            out.writestr(zipfile.ZipInfo(path, (2025, 1, 1, 0, 0, 0)), text)


def main():
    (HERE / "letter.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (HERE / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 8)
    (HERE / "note.txt").write_text("Zoë prefers mornings.\n", encoding="utf-8")
    (HERE / "program.bin").write_bytes(b"\x7fELF\x02\x01\x01" + b"\0" * 9)
    (HERE / "script.txt").write_text("#!/bin/sh\necho hello\n")
    (HERE / "empty.txt").write_bytes(b"")
    word = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<document/>")]
    archive("letter.docx", word)
    archive("macros.docx", [*word, ("word/vbaProject.bin", "x")])
    archive("budget.xlsx", [word[0], ("xl/workbook.xml", "<workbook/>")])
    archive("letter.odt", [("mimetype", "application/vnd.oasis.opendocument.text"),
                           ("content.xml", "<document/>")])
    archive("files.zip", [("note.txt", "x")])


main()
