"""README.md says what is so: its lessons, its commands, its map and its links."""

import json
import re
from pathlib import Path

import pytest

import course_utils as cu
import start

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")
IN_CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HOSTED = r"(?: · \[Colab\]\(\S+\))?"  # beside a lesson, where the course has an address


def first_cell(notebook):
    return "".join(json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]["source"])


def told_by(notebook):
    """What the first cell of a lesson says of itself: link, minutes, needed lessons."""
    text = first_cell(notebook)
    title = re.search(r"^# (.+)$", text, re.MULTILINE)[1]
    minutes = re.search(r"\*\*Time:\*\* about (\d+) minutes", text)
    assert minutes, f'{notebook.name} does not say "**Time:** about NN minutes"'
    needs = re.search(r"\*\*Needs:\*\*([^\n]*)", text)
    lessons = re.findall(r"\b\d\d\b", needs[1]) if needs else []
    return f"[{title}](notebooks/{notebook.name})", minutes[1], ", ".join(lessons)


def told_by_readme():
    rows = re.findall(rf"^\| (\[.+?\]\(notebooks/.+?\)){HOSTED} \|(.+)\|$", README, re.MULTILINE)
    cells = [(link, [cell.strip() for cell in rest.split("|")]) for link, rest in rows]
    return [(link, minutes, needs) for link, (_, minutes, needs) in cells]


def commands():
    blocks = re.findall(r"^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("python ")]


def mapped_paths():
    """The paths in the map: those of an indented line lie below the folder above it."""
    block = re.search(r"## What is where\n\n```\n(.*?)```", README, re.DOTALL)[1]
    folder = ""
    for line in block.splitlines():
        names = re.split(r" {3,}", line.strip())[0].split()
        for name in names:
            yield f"{folder}{name}" if line.startswith(" ") else name
        if not line.startswith(" ") and names[0].endswith("/"):
            folder = names[0]


def anchors(text):
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_the_lesson_table_says_what_the_lessons_say():
    assert NOTEBOOKS, "there is no lesson"
    assert told_by_readme() == [told_by(notebook) for notebook in NOTEBOOKS]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lessons_number_is_that_of_its_file(notebook):
    assert first_cell(notebook).startswith(f"# {notebook.name[:2]} ")


def test_the_message_shown_is_the_one_a_learner_reads():
    verdict = cu.run("softmax", lambda x: x.softmax(dim=-2))
    assert f"```\n{verdict.message}\n```" in README


def test_start_accepts_the_two_commands():
    assert commands() == ["python start.py", "python start.py test"]
    assert [start.parse(line.split()[2:]).command for line in commands()] == ["lab", "test"]


def lessons_of(page):
    row = rf"^\| \[(\d\d) .+?\]\((\S+?)\){HOSTED} \|.+\| (\d+) \| (.*?) ?\|$"
    return re.findall(row, page, re.MULTILINE)


def pieces(page, pattern):
    """What a page holds of something, without the map, which is in one of the two only."""
    text = re.sub(r"## What is where\n\n```.*?```", "", page, flags=re.DOTALL)
    return re.findall(pattern, text, re.MULTILINE | re.DOTALL)


def test_the_chinese_page_has_the_same_lessons_commands_and_links():
    assert len(lessons_of(README)) == len(NOTEBOOKS)
    assert lessons_of(IN_CHINESE) == lessons_of(README)
    blocks = r"^```\n(.*?)^```$"
    assert pieces(IN_CHINESE, blocks) == pieces(README, blocks)
    code = r"(?<!`)`([^`\n]+)`(?!`)"
    assert set(pieces(IN_CHINESE, code)) == set(pieces(README, code))
    links = r"\]\(([^)\s]+)\)"
    assert set(pieces(README, links)) - {"README.zh.md"} <= set(pieces(IN_CHINESE, links))


def test_ci_runs_the_test_command_of_readme():
    assert "start.py test" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_every_path_of_the_map_exists():
    paths = list(mapped_paths())
    assert {"course_utils/data/", "start.py"} <= set(paths)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    for path in paths:
        assert (ROOT / path).is_dir() == path.endswith("/"), path


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    for path, _, anchor in (link.partition("#") for link in links):
        target = ROOT / path if path else ROOT / page
        assert target.exists(), f"{page} links to {path}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{page}: #{anchor}"
