"""Every text that people read is there in Chinese and in English, with the same placeholders."""

import re
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po

from kb.config import ROOT

CATALOGUES = sorted((ROOT / "kb" / "translations").glob("*/LC_MESSAGES/messages.po"))
EXTRACT = "-m babel.messages.frontend --quiet extract -F pyproject.toml -k _l -k lazy_gettext"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """All texts in code and templates."""
    path = tmp_path_factory.mktemp("texts") / "messages.pot"
    words = [sys.executable, *EXTRACT.split(), "-o", str(path), "."]
    subprocess.run(words, cwd=ROOT, check=True)
    return identities(path)


def identities(path):
    with path.open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def test_both_languages_are_there():
    assert [path.parent.parent.name for path in CATALOGUES] == ["en", "zh_Hans_CN"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
class TestCatalogue:
    def test_it_has_every_text(self, path, texts):
        missing = sorted(map(str, texts.keys() - identities(path).keys()))
        assert not missing, "run `make translations` and translate these"

    def test_it_has_nothing_else(self, path, texts):
        assert not sorted(map(str, identities(path).keys() - texts.keys()))

    def test_all_is_translated(self, path):
        if "en" in path.parts:
            return  # An empty one is right there: the text itself is English.
        messages = identities(path).values()
        assert not [m.id for m in messages if m.fuzzy or not all(strings(m.string))]

    def test_placeholders_are_kept(self, path):
        for message in identities(path).values():
            wanted = {found for text in strings(message.id) for found in PLACEHOLDER.findall(text)}
            for text in filter(None, strings(message.string)):
                assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
                if len(strings(message.id)) == 1:
                    assert set(PLACEHOLDER.findall(text)) == wanted, message.id


def strings(text):
    """One text, or its singular and plural forms."""
    return [text] if isinstance(text, str) else list(text)
