"""`python -m course_utils explore`: a page of the real layer's attention, or one sentence."""

from __future__ import annotations

import errno
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
import torch

import course_utils as cu
from course_utils.__main__ import main
from course_utils.data import make_minilm_layer0 as maker
from course_utils.explorer import commands
from course_utils.words import known_words
from tests import real_model

TEXT = 'The cat didn\'t drink "milk".'
TOKENS = ["[CLS]", "the", "cat", "didn", "'", "t", "drink", '"', "milk", '"', ".", "[SEP]"]


class Page(HTMLParser):
    """What a page says: its title, its settings, and the elements that are left open."""

    def __init__(self, path):
        super().__init__()
        self.open, self.title, self.settings = [], "", None
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "img"):
            self.open.append(tag)
        self.settings = self.settings or dict(attributes).get("data-settings")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["title"]:
            self.title += data


@pytest.fixture
def opened(monkeypatch):
    """The addresses that a browser, which is there, is asked to open."""
    asked = []
    monkeypatch.setattr(commands.webbrowser, "open", lambda uri: bool(asked.append(uri) or True))
    return asked


@pytest.fixture
def shown(monkeypatch):
    """The tensors that the explorer is given."""
    given, explore = [], commands.explore

    def watched(query, key, value, **names):
        given.append((query, key, value))
        return explore(query, key, value, **names)

    monkeypatch.setattr(commands, "explore", watched)
    return given


def weights_and_context(query, key, value):
    weights = cu.softmax(cu.scaled_scores(query, key))
    return weights, cu.weighted_sum(weights, value)


def refused(capsys, *arguments):
    """The one line with which the command refuses."""
    assert main(["explore", *map(str, arguments)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("explore: ")
    assert told.err.count("\n") == 1
    return told.err


def test_a_page_of_the_sentence_is_written_and_opened(tmp_path, monkeypatch, opened, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["explore", "--text", TEXT]) == 0
    path = tmp_path / "attention.html"
    assert capsys.readouterr().out.startswith(f"{path}: 12 tokens, ")
    assert opened == [path.as_uri()]
    page = Page(path)
    assert page.open == []
    assert page.title == f"{TEXT} · first attention layer of all-MiniLM-L6-v2"
    settings = json.loads(page.settings)
    assert (settings["tokens"], settings["heads"]) == (TOKENS, 12)


def test_the_longest_text_makes_a_page(tmp_path, opened):
    path = tmp_path / "long page.html"
    assert main(["explore", "--text", "the cat " * 15, "--out", str(path)]) == 0
    assert opened[0].endswith("long%20page.html")
    assert len(json.loads(Page(path).settings)["tokens"]) == 32


def test_no_browser_is_opened_where_none_is_wanted(tmp_path, opened):
    path = tmp_path / "page.htm"
    assert main(["explore", "--text", TEXT, "--out", str(path), "--no-browser"]) == 0
    assert opened == []
    assert path.exists()


def test_a_machine_without_a_browser_is_told_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(commands.webbrowser, "open", lambda uri: False)
    assert main(["explore", "--text", TEXT, "--out", str(tmp_path / "page.html")]) == 0
    assert "No browser was found here: open that file yourself." in capsys.readouterr().out


@pytest.mark.parametrize("sentence", cu.real_sentences(), ids=lambda sentence: sentence.tokens[2])
def test_what_is_shown_is_what_the_model_computed(sentence, shown, tmp_path):
    page = str(tmp_path / "page.html")
    assert main(["explore", "--text", sentence.text, "--out", page, "--no-browser"]) == 0
    weights, context = weights_and_context(*shown[0])
    torch.testing.assert_close(weights, sentence.weights, rtol=0, atol=1e-5)
    torch.testing.assert_close(context, sentence.context, rtol=0, atol=1e-5)


def test_what_is_shown_of_a_new_sentence_is_what_the_model_computes(shown, tmp_path):
    real_model.needed()
    model, tokenizer = maker.load()
    seen = maker.watch(model, torch.tensor([tokenizer.encode(TEXT).ids]))
    page = str(tmp_path / "page.html")
    assert main(["explore", "--text", TEXT, "--out", page, "--no-browser"]) == 0
    weights, context = weights_and_context(*shown[0])
    torch.testing.assert_close(weights, seen["weights"][0], rtol=0, atol=1e-5)
    torch.testing.assert_close(context, seen["context"][0], rtol=0, atol=1e-5)


def test_a_page_of_this_command_is_written_over(tmp_path):
    path = tmp_path / "page.html"
    for text in ("hello", TEXT):
        assert main(["explore", "--text", text, "--out", str(path), "--no-browser"]) == 0
    assert json.loads(Page(path).settings)["tokens"] == TOKENS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        f'<title>my notes</title> <meta name="generator" content="{commands.GENERATOR}">'.encode(),
        cu.explore(torch.eye(2), torch.eye(2), torch.eye(2)).page().encode(),
    ],
    ids=["nothing", "bytes", "notes", "a learner's own page"],
)
def test_no_other_file_is_written_over(tmp_path, capsys, content):
    path = tmp_path / "attention.html"
    path.write_bytes(content)
    told = refused(capsys, "--text", TEXT, "--out", path)
    assert f"{path} is there already, and this command did not write it" in told
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "is a folder; name a file in it"),
        ("page.txt", "the name must end with .html"),
        ("page", "the name must end with .html"),
        ("missing/page.html", "there is no folder"),
        (f"{'a' * 300}.html", "cannot be read or written: "),
    ],
)
def test_a_place_where_no_page_can_be_is_one_sentence(tmp_path, capsys, opened, name, words):
    assert words in refused(capsys, "--text", TEXT, "--out", tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    assert opened == []


def test_a_disk_without_room_is_one_sentence(tmp_path, monkeypatch, opened, capsys):
    def no_room(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", no_room)
    told = refused(capsys, "--text", TEXT, "--out", tmp_path / "page.html")
    assert f"{tmp_path / 'page.html'} cannot be read or written: No space left" in told
    assert opened == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The puppi drinks", "unknown: 'puppi'"),
        ("<script>alert(1)</script>", "unknown: '<', 'script'"),
        ("cat \udcff", r"unknown: '\udcff'"),
        ("", "the text has no words"),
        ("cat " * 31, "31 words and punctuation marks, and 30 fit"),
    ],
)
def test_a_text_that_the_layer_cannot_read_is_one_sentence(tmp_path, capsys, text, words):
    assert words in refused(capsys, "--text", text, "--out", tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_without_the_words_is_told_so(tmp_path, monkeypatch, capsys):
    def missing():
        raise RuntimeError("the real model's words cannot be read")

    monkeypatch.setattr(commands, "known_words", missing)
    assert "words cannot be read" in refused(capsys, "--words")


def test_the_words_stand_in_columns(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["explore", "--words"]) == 0
    printed = capsys.readouterr().out
    assert sorted(printed.split()) == sorted(known_words())
    assert 50 < max(map(len, printed.splitlines())) <= 60


@pytest.mark.parametrize(
    ("width", "printed"),
    [(9, "a   bb\nb   !\nc"), (3, "a\nb\nc\nbb\n!"), (99, "a   b   c   bb  !")],
)
def test_columns_are_read_downwards(width, printed):
    assert commands.in_columns(["a", "b", "c", "bb", "!"], width) == printed


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["explore", "--help"])
    assert 'example: python -m course_utils explore --text "The cat' in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--text", "a cat", "--words"]])
def test_either_a_text_or_the_words_are_asked_for(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["explore", *arguments])
    assert "--text" in capsys.readouterr().err
