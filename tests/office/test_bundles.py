"""Bundles leave piece by piece, and every name in them can be saved."""

import io
import zipfile
from functools import partial

from kb.office.bundles import Entry, safe, streamed


def entry(name, content=b"x"):
    return Entry(name, partial(io.BytesIO, content))


def test_an_archive_made_in_pieces_is_whole():
    long = bytes(range(256)) * 4000
    pieces = list(streamed([entry("会议材料/计划.docx", long), entry("b.txt")]))
    assert len(pieces) > 3
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert archive.testzip() is None
    assert archive.namelist() == ["会议材料/计划.docx", "b.txt"]
    assert archive.read("会议材料/计划.docx") == long


def test_two_files_of_one_name_and_a_lost_one():
    lost = Entry("c.txt", lambda: None)
    made = b"".join(streamed([entry("a.txt"), entry("a.txt"), lost]))
    assert zipfile.ZipFile(io.BytesIO(made)).namelist() == ["a.txt", "a（2）.txt"]


def test_a_name_leads_out_of_no_folder():
    assert safe("../../etc/passwd") == "_.._etc_passwd"
    assert safe("会议:纪要?\n") == "会议_纪要__"
    assert safe("...") == "_"
