"""Findings from answers: sentences, values and keys are made for hits only, whole columns at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bihuan.engine.quality.asking import Pass, population
from bihuan.engine.quality.frames import AT, in_one_piece
from bihuan.engine.quality.model import PLACEHOLDER, Check
from bihuan.engine.quality.outcome import FINDINGS, ORDER, SUBJECTS, Question, finding_key, subject_digest
from bihuan.engine.quality.said import BLANK, said, said_parameter
from bihuan.engine.quantities import Quantity
from bihuan.engine.rules.vocabulary import LINKS, columns_seen, known, seen
from bihuan.engine.tables.model import Column


@dataclass(frozen=True)
class Hits:
    """The rows of one table that some check hit, in its order, and what findings say of them alike."""

    asking: Pass
    question: Question
    answers: pa.Table
    homes: dict[str, pa.Array] = field(default_factory=dict)
    taken: dict[str, pa.Array] = field(default_factory=dict)

    def cells(self, name: str) -> pa.Array:
        """Returns the values of a column or quantity on the rows."""
        one = seen(self.asking.table, name)
        if isinstance(one.of, Quantity):
            return in_one_piece(self.answers[name])
        if name not in self.taken:
            column = self.asking.views.tables.column(one.home, name)
            self.taken[name] = column.take(self._rows(one.home))
        return self.taken[name]

    def _rows(self, home: str) -> pa.Array:
        """The places, in the table `home`, of the rows or of what they belong to."""
        if home not in self.homes:
            table, tables = self.asking.table, self.asking.views.tables
            own = in_one_piece(self.answers[AT])
            keys = None if home == table else tables.column(table, LINKS[home]).take(own)
            self.homes[home] = own if keys is None else tables.homes(keys, home, LINKS[home])
        return self.homes[home]

    @cached_property
    def common(self) -> dict[str, pa.Array]:
        """The columns of a finding that are the row's, whatever the check."""
        found = {
            name: self._common(name) for name in FINDINGS.names if name in columns_seen(self.asking.table)
        }
        if "relation" in found:
            found["relation"] = in_words(
                found["relation"], lambda one: said(known("member")["relation"], one)
            )
        return found

    def _common(self, name: str) -> pa.Array:
        return self.cells(name)

    @cached_property
    def digests(self) -> pa.Array:
        """What each row is about, as a digest."""
        parts = [
            self._person() if name == "person" else self.cells(name) for name in SUBJECTS[self.asking.table]
        ]
        texts = [pc.fill_null(part.cast(pa.string()), "") for part in parts]
        subjects = pc.binary_join_element_wise(*texts, "\x1f") if len(texts) > 1 else texts[0]
        return in_words(subjects, subject_digest)

    def _person(self) -> pa.Array:
        names = pc.binary_join_element_wise("?", pc.fill_null(self.cells("name"), ""), "")
        numbers = self.cells("id_key")
        return pc.if_else(pc.fill_null(pc.not_equal(numbers, ""), False), numbers, names)

    @cached_property
    def ranks(self) -> pa.Array:
        """The place of each row in the order of findings."""
        columns = {name: self._sortable(name) for name in ORDER if name in columns_seen(self.asking.table)}
        order = pc.sort_indices(
            pa.table({**columns, AT: self.answers[AT]}),
            sort_keys=[(name, "ascending") for name in (*columns, AT)],
        )
        return pc.sort_indices(order)  # the inverse of a permutation is what sorts it

    def _sortable(self, name: str) -> pa.Array:
        cells = self.common[name]
        return pc.fill_null(cells, 0 if pa.types.is_integer(cells.type) else "")

    def found(self, check: Check) -> pa.Table | None:
        """Returns the findings of one check in their order, None without any."""
        rows = pc.indices_nonzero(self.answers[check.code])
        if not len(rows):
            return None
        making = Making(self, check, rows)
        order = pc.sort_indices(self.ranks.take(rows))
        return making.table().take(order)


@dataclass(frozen=True)
class Making:
    """The findings of one check: `rows` are those of `hits` that it hit."""

    hits: Hits
    check: Check
    rows: pa.Array

    def cells(self, name: str) -> pa.Array:
        """Returns the values of a name on the rows hit."""
        return (
            self.hits.cells(name).take(self.rows)
            if name not in self.hits.common or name == "relation"
            else self._common(name)
        )

    def _common(self, name: str) -> pa.Array:
        return self.hits.common[name].take(self.rows)

    def table(self) -> pa.Table:
        """Returns the findings, in the order of the rows."""
        count, check = len(self.rows), self.check
        made = {
            "check": pa.repeat(pa.scalar(check.code), count),
            "population": self._populations(),
            "severity": pa.repeat(pa.scalar(check.severity), count),
            "score": self.cells(check.score) if check.score else pa.nulls(count, pa.int64()),
            "sentence": self._sentences(),
            "values": self._values(),
            "key": self._keys(),
        }
        own = {name: self._common(name) for name in self.hits.common}
        return pa.table(
            [(made | own).get(name, pa.nulls(count, FINDINGS.field(name).type)) for name in FINDINGS.names],
            FINDINGS,
        )

    def _populations(self) -> pa.Array:
        found = pa.nulls(len(self.rows), pa.string())
        for one in reversed(self.check.populations):
            column = in_one_piece(self.hits.answers[population(one.key)]).take(self.rows)
            found = pc.if_else(pc.fill_null(column, False), one.key, found)
        return found

    def _sentences(self) -> pa.Array:
        pieces = PLACEHOLDER.split(self.check.sentence)
        parts = [self._said(piece) if n % 2 else piece for n, piece in enumerate(pieces)]
        return self._joined([part for part in parts if not (isinstance(part, str) and not part)])

    def _said(self, name: str) -> pa.Array | str:
        of = known(self.check.table).get(name)
        if of is None:
            return said_parameter(self.hits.question.units[name], self.hits.question.asked.parameters[name])
        return pc.fill_null(in_words(self.cells(name), partial(said, of)), BLANK)

    def _values(self) -> pa.Array:
        pieces: list[pa.Array | str] = []
        for name in self.check.shows:
            of = known(self.check.table)[name]
            words = in_words(self.cells(name), partial(_json, of))
            pieces += [f'{", " if pieces else ""}"{name}": ', pc.fill_null(words, "null")]
        return self._joined(["{", *pieces, "}"])

    def _joined(self, parts: Sequence[pa.Array | str]) -> pa.Array:
        if all(isinstance(part, str) for part in parts):
            return pa.repeat(pa.scalar("".join(map(str, parts))), len(self.rows))
        return pc.binary_join_element_wise(*parts, "")

    def _keys(self) -> pa.Array:
        digests = self.hits.digests.take(self.rows)
        if pc.count_distinct(digests).as_py() == len(digests):
            return pc.binary_join_element_wise(self.check.code, digests, "-")
        told = Counter[str]()
        return pa.array([self._key(digest, told) for digest in digests.to_pylist()], pa.string())

    def _key(self, digest: str, told: Counter[str]) -> str:
        told[digest] += 1
        return finding_key(self.check.code, digest, told[digest])


def in_words(cells: pa.Array, word: Callable[[Any], str | None]) -> pa.Array:
    """Returns the words of values; each distinct value is put into words once, null stays null."""
    coded = cells.dictionary_encode()
    words = pa.array([word(one) for one in coded.dictionary.to_pylist()], pa.string())
    return words.take(coded.indices)


def _json(of: Column | Quantity, one: Any) -> str:
    return json.dumps(said(of, one), ensure_ascii=False)
