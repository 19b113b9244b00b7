"""What several tests of bookings begin with."""

import pytest

from tests.bookings.bulk import make_contract


@pytest.fixture
def contract(world):
    return make_contract(world)
