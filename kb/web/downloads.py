"""Downloads: files that a reader keeps."""

from io import BytesIO

from flask import Response, send_file

from kb.clock import today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(data: bytes, name: str, mimetype: str = XLSX, extension: str = "xlsx") -> Response:
    """A file to keep, with the day in its name, which may be Chinese."""
    full = f"{name}-{today().isoformat()}.{extension}"
    return send_file(BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=full)
