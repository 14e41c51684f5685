"""Office packages with the same bytes on every run."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip entry can carry
_STAMP = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")


def settle(package: bytes, day: date, *, keep_created: bool = False) -> bytes:
    """Return a .docx or .xlsx package without traces of the clock.

    Every entry gets one fixed time, and the properties' times become midnight of `day`.

    Parameters
    ----------
    keep_created : bool
        Leave the time of creation as it stands, as a copy of somebody's workbook should.
    """
    stamp = f"{day.isoformat()}T00:00:00Z".encode()

    def at(match: re.Match[bytes]) -> bytes:
        return match[0] if keep_created and match[2] == b"created" else match[1] + stamp + match[3]

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _STAMP.sub(at, data)
            fixed = zipfile.ZipInfo(entry.filename, _FIRST_DAY)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0
            new.writestr(fixed, data)
    return out.getvalue()
