"""Checks of the registry's spreadsheets: one YAML file each, `<family>/<CODE>.yaml`, with the cases that prove it.

`checks()` holds all that come with the product, read once; `load(folder, …)` reads a folder and refuses (`Fault`, Chinese:
file, where, what, what to do)
the first thing that cannot be meant. To run the cases of one file while writing it: `python -m bihuan.policy.checks [FILE or CODE …]`.

    code: A0103                # letter of the family A..L, four digits; the file's name
    label: 身份证校验码不对     # short title
    table: member              # what one finding is about: member household work plan visit village ledger
    applies_to: [lifted]       # keys of populations.yaml in any order; omit for every row
    severity: error            # error, warning or suspicion; a suspicion also has `score: QUANTITY` (0 to 100)
    sentence: "{name}……{age}周岁，已过{parameter}"   # placeholders: columns, quantities, parameters, each said as people write it,
    without units
    remedy: 对照身份证原件改正证件号码
    source: gb_11643           # key in policy/sources.yaml
    clause: 第4.2条             # the words or place in it (optional for practice and product)
    since: 2021-01-01          # and until, if it ended
    needs: [work]              # other tables without which the check is not asked at all (not run, and said so)
    shows: [id_form]           # columns and quantities given with a finding
    when: …                    # the tree, see below
    cases: …                   # says, expect (hit, miss, unknown), on, rows

A tree: `all: [..]`, `any: [..]`, `not: ..`, or a leaf with one left side (`column`, `quantity`, or `count: {of:
members|spells|plans|visits, where: ..}`) and one of
`is is_not in not_in has has_not has_any missing present below at_most above at_least`. A right side is a constant (true,
false, key of a code list, 'YYYY-MM-DD', the
numbers 0 and 1), `{parameter: KEY}`, `{column: NAME}`, `{quantity: NAME}`, `{of: .., times: ..}` or `{of: .., plus: ..}`
(numbers there: parameters, or 2, 12, 100 in `times`
and ±1, ±12 in `plus`). `{quantity: as_of}` and `{quantity: as_of_month}` are the as-of date. A count stands on the left only
where it must be compared by its bounds;
inside `where` stand names of the counted row, and no other count. `certificate_category` and `certificate_grade` take digits.

Cases: `rows: {member: [{..}], household: [{..}]}` by catalogue names; what is not written is null, and what an identity number
says is derived from it. What ties
rows together is filled in: without `household_id` all rows belong to one household (there even when no row of it is written);
the n-th member without an `id_number` is
person n, and spells and plans without one are the first member's. A table that is not written was not handed in (counts over
it are unknown); `work: []` was, empty.
A month may be written '2025-03', several values of one cell as a list, money in fen, areas in hundredths. Parameters hold as
in the demo county 990101.
"""

from bihuan.policy.checks.families import FAMILIES
from bihuan.policy.checks.loading import Fault, checks, load
from bihuan.policy.checks.packs import Pack, pack, packs

__all__ = ["FAMILIES", "Fault", "Pack", "checks", "load", "pack", "packs"]
