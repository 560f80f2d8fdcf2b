"""What people wrote beside cells of a sheet in XLSX: comments (notes) and their later, threaded kind.

Reach for it with the checked parts of a workbook. Nothing is fetched: a target outside the workbook has no part.
"""

from __future__ import annotations

import posixpath
import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_IS_COMMENTS = re.compile(rb"""Type\s*=\s*["'][^"']*/comments["']""")
_TARGET = re.compile(rb"""Target\s*=\s*["']([^"']+)["']""")
_COMMENT = re.compile(rb"""<(?:\w+:)?comment\s[^>]*?ref\s*=\s*["'][A-Z]{1,3}([1-9]\d{0,6})["'][^>]*>(.*?)</(?:\w+:)?comment>""", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)
_AUTHOR = re.compile(r"^[^\n:]{1,40}:\s*\n")
_THREADED = re.compile(r"^\[Threaded comment\].*?\b(?:Comment|Komentar):\s*", re.DOTALL | re.IGNORECASE)
_MOST, _LONGEST = 5_000, 200


def comments_of(parts: Mapping[str, bytes], sheet: str) -> list[tuple[int, str]]:
    """(row, text) of the comments on a sheet's cells, in the order of the part; the author's name and the notice of Excel are left out."""
    folder, name = posixpath.split(sheet)
    relations = parts.get(f"{folder}/_rels/{name}.rels", b"")
    found: list[tuple[int, str]] = []
    for relation in filter(_IS_COMMENTS.search, _RELATION.findall(relations)):
        target = _TARGET.search(relation)
        path = target[1].decode("utf-8", "replace") if target else ""
        part = parts.get(path.lstrip("/") if path.startswith("/") else posixpath.normpath(f"{folder}/{path}"), b"")
        for match in _COMMENT.finditer(part):
            text = unescape(b"".join(_TEXT.findall(match[2])).decode("utf-8", "replace"))
            words = " ".join(_AUTHOR.sub("", _THREADED.sub("", text)).split())[:_LONGEST]
            found += [(int(match[1]), words)] if words else []
            if len(found) >= _MOST:
                return found
    return found
