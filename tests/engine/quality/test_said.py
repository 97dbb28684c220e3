"""What a finding says of amounts agrees with what the parameters say of their units."""

from __future__ import annotations

from bihuan.engine.quality.said import SCALED
from bihuan.policy.parameters.model import UNITS


def test_the_units_that_count_hundredths_are_those_of_the_parameters() -> None:
    assert set(SCALED) == {key for key, unit in UNITS.items() if unit.scale == 100}
