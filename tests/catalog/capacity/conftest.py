"""A group that makes things when they are ordered."""

from datetime import UTC, datetime

import pytest

from tests.builders import make_facility, make_producer_group, make_product, make_variant

# 24 November 2025, 14.00 in Ambon.
NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def facility():
    return make_facility(timezone="Asia/Jayapura")


@pytest.fixture
def group(facility):
    """Ten work units a month."""
    return make_producer_group(facility=facility, monthly_capacity=10)


@pytest.fixture
def chair(group):
    """Made when ordered, in 14 days, two work units each."""
    product = make_product(facility=group.facility, producer_group=group)
    return make_variant(product=product, made_to_order=True, lead_time_days=14, work_units=2)
