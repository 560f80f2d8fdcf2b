"""A saved e-mail (.eml): the files attached to it.

Reach for it from `pipeline.read.files`. The invariants: the text of the mail is no list; an attachment without a name is none.
"""

from __future__ import annotations

import email
import email.policy


def attachments(data: bytes) -> dict[str, bytes]:
    """Name → bytes of every attachment, in the order of the mail; a name that stands twice is numbered."""
    found: dict[str, bytes] = {}
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        name, content = part.get_filename(), part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            found[name if name not in found else f"{len(found) + 1} {name}"] = content
    return found
