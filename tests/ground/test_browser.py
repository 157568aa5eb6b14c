"""The browser of the tests is a real one and sees the live server."""

import pytest

pytestmark = pytest.mark.browser


def test_page_runs_scripts(page):
    page.goto("/admin/login/")
    assert page.evaluate("1 + 1") == 2
    assert page.locator("form").count() == 1


def test_page_without_script_still_shows_the_form(page_without_script):
    page_without_script.goto("/admin/login/")
    assert page_without_script.locator("input[name=password]").is_visible()
