"""The pages in docs/ are what their sources give, and every link on them leads somewhere."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from course_utils.catalogue import accepted_styles, markup, pages, write
from course_utils.catalogue import entry as entry_module
from course_utils.exercises import IN_LESSONS, themes

DOCS = Path(__file__).resolve().parents[1] / "docs"
ANEW = "docs/ is out of date: make docs"


@pytest.fixture(scope="module")
def made():
    return pages()


def committed():
    return [DOCS / "mistakes.md", *sorted((DOCS / "mistakes").glob("*"))]


def anchors(page):
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    slugs = [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
    return [*slugs, *re.findall(r'<a id="([^"]+)">', page)]


def test_they_are_fresh(made):
    assert {path.relative_to(DOCS).as_posix() for path in committed()} == set(made), ANEW
    for path, page in made.items():
        assert (DOCS / path).read_text(encoding="utf-8") == page, ANEW


def test_the_command_writes_them_and_removes_what_is_no_more(made, tmp_path):
    (tmp_path / "mistakes").mkdir()
    (tmp_path / "mistakes" / "10_gone.md").write_text("old")
    write(tmp_path)
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")}
    assert written == set(made)


def test_every_mistake_is_told_once_with_its_sentence_and_question(made):
    for row in IN_LESSONS.values():
        page = made[f"mistakes/{row.lesson}.md"]
        section = re.split(r"^## ", page.split(f"\n## `{row.name}`\n")[1], flags=re.MULTILINE)[0]
        lines = {line.split('"')[1]: line for line in section.splitlines() if '<a id="' in line}
        for mistake in row.mistakes:
            (entry,) = entry_module.entries_of([mistake])
            if entry.row is not row:  # an exercise before this one has it: then a link
                assert entry.link in section
                continue
            line = lines[entry.anchor]
            assert markup.text(mistake.sentence) in line
            assert markup.text(mistake.action) in line
            for place in mistake.seen_in:
                assert f"[{markup.text(place)}](https://" in line


def test_every_exercise_is_counted(made):
    for row in IN_LESSONS.values():
        styles = len(accepted_styles(row.lesson)[row.name])
        assert re.search(
            rf"#{row.name}\) \| {len(row.mistakes)} \| \d+ \| {styles} \|", made["mistakes.md"]
        )


def test_no_code_is_shown(made):
    for page in made.values():
        assert "```" not in page


@pytest.mark.parametrize("path", committed(), ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path):
    page = path.read_text(encoding="utf-8")
    names = anchors(page)
    assert len(set(names)) == len(names)
    links = {link for link in re.findall(r"\]\(([^)\s]+)\)", page) if "://" not in link}
    assert links
    for link in links:
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("path", committed(), ids=lambda path: path.stem)
def test_every_row_of_a_table_has_its_cells(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        if before.startswith("|") and line.startswith("|"):
            cells = [len(re.findall(r"(?<!\\)\|", text)) for text in (before, line)]
            assert cells[0] == cells[1], line


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("a * b * c", r"a \* b \* c"),
        ("i < j | k", r"i &lt; j \| k"),
        ("~keep and ~it", r"\~keep and \~it"),
        ("`a | b * c` * d", r"`a \| b * c` \* d"),
        (
            "num_keys stays, _this_ and __init__ do not",
            r"num_keys stays, \_this\_ and \_\_init\_\_ do not",
        ),
    ],
)
def test_nothing_in_a_sentence_is_taken_for_markup(sentence, shown):
    assert markup.text(sentence) == shown


def test_every_misconception_has_several_mistakes():
    for theme, pattern in themes.THEMES.items():
        found = themes.of_theme(pattern, IN_LESSONS)
        assert sum(map(len, found.values())) > 5, theme
