"""What others wrote is what its table says, and is light enough for a slow line."""

import gzip
import hashlib

from kb.config import ROOT

STATIC = ROOT / "kb" / "static"
HEAVIEST = 150_000


def test_every_vendored_file_is_the_one_whose_sum_was_written_down():
    table = (STATIC / "VENDORED.md").read_text()
    files = sorted(STATIC.glob("vendor/*/*.js"))
    assert files
    for path in files:
        assert f"`{path.relative_to(STATIC).as_posix()}`" in table
        assert hashlib.sha256(path.read_bytes()).hexdigest() in table
        assert (path.parent / "LICENSE").exists()


def test_the_editor_and_all_it_loads_is_light():
    parts = [*STATIC.glob("vendor/prosemirror/*.js"), *STATIC.glob("editor*")]
    assert len(parts) >= 5
    assert sum(len(gzip.compress(path.read_bytes())) for path in parts) < HEAVIEST


def test_the_shipped_typeface_is_the_one_whose_sum_was_written_down():
    folder = ROOT / "kb" / "office" / "fonts"
    table = (folder / "VENDORED.md").read_text()
    fonts = [path for path in folder.iterdir() if path.suffix not in (".md", ".txt")]
    assert fonts
    for path in fonts:
        assert f"`{path.name}`" in table
        assert hashlib.sha256(path.read_bytes()).hexdigest() in table
        assert path.stat().st_size < 5_000_000
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text()
