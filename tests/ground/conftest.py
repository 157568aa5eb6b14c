import pytest


@pytest.fixture
def failing_site(settings):
    """Adds the addresses of tests/ground/urls.py."""
    settings.ROOT_URLCONF = "tests.ground.urls"
