"""Photos of the same look among many, against comparing each with each; and who is told of them."""

from __future__ import annotations

import random
from collections import Counter
from io import BytesIO
from typing import Any

import psycopg
from django.db import connection, connections

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.accounts.models import Person
from bihuan.web.config import clock
from bihuan.web.problems import services, twins
from bihuan.web.problems.models import Evidence, Problem
from tests.web.access.test_stamps import as_owner
from tests.web.problems.papers import scene
from tests.web.problems.steps import Steps, unit
from tests.world import PEOPLE

FAR = 6


def signed(bits: int) -> int:
    """64 bits as the database's bigint holds them."""
    return bits - 2**64 if bits >= 2**63 else bits


def flipped(rng: random.Random, bits: int, many: int) -> int:
    for place in rng.sample(range(64), many):
        bits ^= 1 << place
    return bits


def test_bands_find_every_look_within_six_bits(db: None) -> None:
    """1 000 pairs at each distance: the bands of one meet those near the other, or the pair is farther apart than six bits."""
    rng = random.Random(7)
    pairs = []
    for distance in range(FAR + 1):
        for _ in range(1000):
            one = rng.getrandbits(64)
            pairs.append((signed(one), signed(flipped(rng, one, distance))))
    with owner() as asked:
        found = asked.execute(
            "select count(*) from unnest(%s::bigint[], %s::bigint[]) p(x, y) where not array[(x & 65535)::int, "
            "65536 + ((x >> 16) & 65535)::int, 131072 + ((x >> 32) & 65535)::int, 196608 + ((x >> 48) & 65535)::int] && look_near(y)",
            [[a for a, _ in pairs], [b for _, b in pairs]],
        )
        assert found.fetchone() == (0,)


def owner() -> psycopg.Connection[Any]:
    """The owner, who may call what nobody else may."""
    return as_owner(connections["owner"].settings_dict["NAME"])


def looks_of(steps: Steps, acting: Any, looks: list[int]) -> list[Problem]:
    """Three problems whose photos have these looks, dealt out in turn."""
    problems = [steps.raised(title=f"{n} 处渗水") for n in range(3)]
    with scoped(SYSTEM):
        person = Person.objects.get(name=PEOPLE["office"][0])
        Evidence.objects.bulk_create([
            Evidence(problem=problems[n % 3], kind="photo", name="x.jpg", sha256=f"{n:064d}",
                     look=look, size=1, uploaded_by=person, uploaded_unit=unit("县帮扶办"), uploaded_at=clock.now(), taken_at=clock.now())
            for n, look in enumerate(looks)
        ])  # fmt: skip
    return problems


def test_the_door_counts_as_each_with_each_does(steps: Steps, acting: Any) -> None:
    rng = random.Random(11)
    seeds = [rng.getrandbits(64) for _ in range(7)]
    looks = [signed(flipped(rng, each, n % 12)) for n in range(10) for each in seeds]
    problems = looks_of(steps, acting, looks)
    with acting("office"), connection.cursor() as cursor:
        rows = list(Evidence.objects.filter(problem__in=problems).values_list("pk", "problem", "look"))
        cursor.execute(
            "select evidence_id, twins from door_evidence_twins(%s) where kind = 'alike'",
            [[r[0] for r in rows]],
        )
        found = dict(cursor.fetchall())
    wanted: Counter[int] = Counter()
    for pk, own, look in rows:
        like = {p for _, p, other in rows if p != own and ((look ^ other) & (2**64 - 1)).bit_count() <= FAR}
        wanted[pk] = len(like)
    assert found == {pk: n for pk, n in wanted.items() if n}
    assert found


def test_the_index_answers(db: None) -> None:
    """What the planner may choose at a hundred thousand it can choose at all."""
    with owner() as asked:
        asked.execute("set local enable_seqscan = off")
        plan = asked.execute(
            "explain select 1 from problems_evidence x where array[(x.look & 65535)::int, 65536 + ((x.look >> 16) & 65535)::int, "
            "131072 + ((x.look >> 32) & 65535)::int, 196608 + ((x.look >> 48) & 65535)::int] && look_near(5) and x.look is not null"
        )
        assert "evidence_look_bands" in " ".join(row[0] for row in plan)


def test_discipline_is_told_of_what_was_referred_to_it(steps: Steps, acting: Any) -> None:
    """One of the twins was referred: the other is counted, and named only once it is referred as well."""
    first, second = steps.raised(title="水渠缺盖板3处"), steps.raised(title="水渠缺盖板2处")
    with acting("office") as office:
        for problem in (first, second):
            services.add_evidence(office, problem, BytesIO(scene(1)), "渠.jpg", caption="缺盖板")
        told = Person.objects.get(name=PEOPLE["clerk"][0])

        def refer(problem: Problem) -> None:
            services.refer(
                office,
                problem,
                unit("县纪委监委"),
                "同一张照片用了两次",
                told=told,
                letter_no="云帮函〔2026〕7号",
                materials="照片",
            )

        refer(first)
    with acting("discipline"):
        assert said_of(first) == ["同一个文件还用在 您看不到的 1 件"]
        assert said_of(second) == []
    with acting("office") as office:
        refer(second)
    with acting("discipline"):
        assert said_of(first) == [f"同一个文件还用在 {second.number}"]
    with acting("discipline_outsider"):
        assert said_of(first) == []


def said_of(problem: Problem) -> list[str]:
    marks = twins.marks(list(Evidence.objects.filter(problem=problem)))
    return [words for held in marks.values() for words in held]
