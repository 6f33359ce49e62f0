"""Official documents as files, drawn by a child process.

What draws PDF and Word takes 20 MiB and is wanted seldom, so no process of the site holds it; and
however long a document is, it takes no more than the child may.
"""

from base64 import b64decode
from collections.abc import Sequence

from kb.office import confined
from kb.office.official import OfficialDocument, as_values


def pdf(document: OfficialDocument, folder: str = "") -> bytes:
    """As PDF. `folder`: the offices' own typefaces. Raises Unfit."""
    task = "kb.office.pdf_child:drawn"
    return b64decode(confined.run(task, document=as_values(document), folder=folder)["file"])


def word(document: OfficialDocument) -> bytes:
    """As .docx. Raises Unfit."""
    return words([document])[0]


def words(documents: Sequence[OfficialDocument]) -> list[bytes]:
    """All of them as .docx, by one child. Raises Unfit."""
    task = "kb.office.word_child:drawn"
    found = confined.run(task, documents=[as_values(each) for each in documents])
    return [b64decode(file) for file in found["files"]]
