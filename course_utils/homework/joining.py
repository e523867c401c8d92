"""Which student of the roster a text names: by id, by login, by name; never by a guess."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from .file_names import FileName
from .roster import Student

# Letters that Unicode does not take for a letter and an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_SPELT_OUT = {ord(one): f"{plain}e" for one, plain in zip("äöüø", "aouo", strict=True)}
_SPELT_OUT[ord("å")] = "aa"
_APOSTROPHES = "'’‘`´ʼʻ′"  # O’Neil is written with all of them
_MOST_WORDS = 12  # of a file's name that are looked at
_SHORTEST = 4  # letters and digits of an id or login that may stand beside other words


def words(text: str) -> tuple[str, ...]:
    """The words of a name without accents, capitals, apostrophes and marks."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold()
    kept = "".join(
        letter
        for letter in text
        if letter not in _APOSTROPHES and not unicodedata.combining(letter)
    )
    return tuple(re.findall(r"[^\W_]+", kept))


def name_keys(name: str) -> frozenset[str]:
    """What a name may be written as: its words in any order, or run together in their own order,
    begun anywhere (doejane, janedoe). Two names are the same if they share a key."""
    keys = set()
    composed = unicodedata.normalize("NFC", name).casefold()
    for spelling in (composed, composed.translate(_SPELT_OUT)):
        found = words(spelling)
        if found:
            keys.add(" ".join(sorted(found)))
            keys.update("".join(found[turn:] + found[:turn]) for turn in range(len(found)))
    return frozenset(keys)


def same_name(one: str, other: str) -> bool:
    return not name_keys(one).isdisjoint(name_keys(other))


class Joiner:
    """Looks texts up in a roster."""

    def __init__(self, students: Sequence[Student]):
        self.students = students
        self._ids: dict = defaultdict(set)
        self._logins: dict = defaultdict(set)
        self._names: dict = defaultdict(set)
        self._mononyms: set[int] = set()
        for place, student in enumerate(students):
            for name in filter(None, (student.id, _canvas_id(student))):
                self._add(self._ids, name, place)
            login = student.columns.get("login", "") or student.columns.get("sis login id", "")
            for name in filter(None, (student.email, student.email.split("@")[0], login)):
                self._add(self._logins, name, place)
            for key in name_keys(student.name):
                self._names[key].add(place)
            if len(words(student.name)) < 2:
                self._mononyms.add(place)

    @staticmethod
    def _add(table: dict, name: str, place: int) -> None:
        table[name.strip().casefold()].add(place)
        if found := words(name):
            table[found].add(place)

    def whose(self, file: FileName) -> list[Student]:
        """The students that a file's name may mean: one where it is clear."""
        hits = [hit for text in file.whose for hit in self._hits(text)]
        found = _agreed([*hits, self._numbered(file)])
        if file.own and (len(found) > 1 or not file.whose):
            own = _agreed(self._hits(file.own))
            found = (found & own or found) if found else own
        return [self.students[place] for place in sorted(found)]

    def _numbered(self, file: FileName) -> set[int]:
        """Whose id Canvas's number of a person is: an id of another kind may look the same, so
        something of the name must be there too, unless the roster says that it is Canvas's."""
        said = "".join(word for text in file.whose for word in words(text))
        return {
            place
            for place in self._ids.get(file.person, ())
            if file.person == _canvas_id(self.students[place])
            or any(len(word) > 1 and word in said for word in words(self.students[place].name))
        }

    def _hits(self, text: str) -> list[set[int]]:
        """Who fits the whole text or, beside "hw1" and the like, words in it: the longest runs."""
        whole = text.strip().casefold()
        exact = [table[whole] for table in (self._ids, self._logins) if whole in table]
        if exact:
            return [*exact, self._named(whole, True)]
        found = words(text)[:_MOST_WORDS]
        hits: list[set[int]] = []
        taken: list[range] = []
        for length in range(len(found), 0, -1):
            for at in range(len(found) - length + 1):
                inside = any(at in one and at + length - 1 in one for one in taken)
                run = found[at : at + length]
                fitting = [] if inside else self._hits_of_run(run, length == len(found))
                if any(fitting):
                    taken.append(range(at, at + length))
                    hits += fitting
        return hits

    def _hits_of_run(self, run: tuple[str, ...], whole: bool) -> list[set[int]]:
        # Jane Doe is no less the name of two because one of them has the login jane.doe.
        named, long = self._named(" ".join(run), whole), len("".join(run)) >= _SHORTEST
        if not (whole or long):
            return [named]
        return [named | self._logins.get(run, set()), self._ids.get(run, set())]

    def _named(self, text: str, whole: bool) -> set[int]:
        found = set().union(*(self._names.get(key, set()) for key in name_keys(text)))
        # One word among others, which happens to be all of somebody's name, is no name.
        return found if whole else found - self._mononyms


def _agreed(hits: Iterable[set[int]]) -> set[int]:
    """Who fits everything that fits anybody; if nobody does, all who fit something."""
    hits = [hit for hit in hits if hit]
    return (set.intersection(*hits) or set.union(*hits)) if hits else set()


def _canvas_id(student: Student) -> str:
    return student.columns.get("canvas_id") or student.columns.get("canvas id") or ""
