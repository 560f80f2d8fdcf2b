"""Drive a packet in a running LibreOffice as a person at the keyboard would: type into cells, read what its rules say. Prints JSON.

Run by the system's Python, which has LibreOffice's bridge (`python3-uno`): drive_packet.py PACKET PIPE. Standard library and `uno` only.
"""

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

BAD = "BUKAN_PILIHAN"


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def desktop(pipe):
    """The office that listens on the pipe, once it does; and its dispatcher."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
            continue
        make = context.ServiceManager.createInstanceWithContext
        return make("com.sun.star.frame.Desktop", context), make("com.sun.star.frame.DispatchHelper", context)
    raise SystemExit("LibreOffice does not answer")


def drive(document, dispatcher):
    """Rules of every cell of KASUS, and what becomes of typing into the first row of each list and into a locked cell."""
    sheet, frame = document.Sheets.getByName("KASUS"), document.CurrentController.Frame
    document.CurrentController.setActiveSheet(sheet)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    rows, columns = cursor.RangeAddress.EndRow + 1, cursor.RangeAddress.EndColumn + 1
    head = [sheet.getCellByPosition(c, 0).String for c in range(columns)]

    def type_in(column, row, text):
        cell = sheet.getCellByPosition(column, row)
        place = cell.AbsoluteName.split(".")[-1]
        dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, (prop("ToPoint", place),))
        dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, (prop("StringName", text), prop("DontCommit", True)))
        dispatcher.executeDispatch(frame, ".uno:GoRight", "", 0, ())  # leaving the cell commits it, and only then the rule is asked
        return cell.String

    listed, typed = {}, []
    for row in range(rows):
        for column in range(columns):
            rule = sheet.getCellByPosition(column, row).Validation
            if rule.Type.value == "LIST":
                listed[f"{head[column]}|{row}"] = rule.getFormula1()
    for name in sorted(set(listed.values())):
        where = next(key for key, value in listed.items() if value == name)
        column, row = head.index(where.split("|")[0]), int(where.split("|")[1])
        rule = sheet.getCellByPosition(column, row).Validation
        area = document.NamedRanges.getByName(name).getReferredCells()
        words = [line[0] for line in area.getDataArray()]
        refused = type_in(column, row, BAD)
        typed.append(
            {
                "list": name, "style": rule.ErrorAlertStyle.value, "shown": rule.ShowList, "sheet": area.Spreadsheet.Name, "words": words,
                "bad": refused, "good": [type_in(column, row, word) for word in words],
            }
        )  # fmt: skip
    nik = [head.index(name) for name in ("nik_samar", "no_kk_samar", "a_nik", "b_nik")]
    kinds = {sheet.getCellByPosition(c, r).Type.value for c in nik for r in range(1, rows)}
    before = sheet.getCellByPosition(head.index("nama"), 1).String
    after = type_in(head.index("nama"), 1, "DIUBAH")
    return {
        "rows": rows - 1, "head": head, "listed": listed, "typed": typed, "nik_types": sorted(kinds), "protected": sheet.isProtected(),
        "locked": [before, after],
    }  # fmt: skip


if __name__ == "__main__":
    office, helper = desktop(sys.argv[2])
    opened = office.loadComponentFromURL(Path(sys.argv[1]).resolve().as_uri(), "_blank", 0, ())
    try:
        print(json.dumps(drive(opened, helper)))
    finally:
        opened.close(True)
        office.terminate()
