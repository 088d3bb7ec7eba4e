"""Pages that say what went wrong."""

from django.test import RequestFactory

from pages import errors

REQUEST = RequestFactory().get("/secret-address/")


def test_not_found_does_not_repeat_the_address():
    answer = errors.not_found(REQUEST)
    assert answer.status_code == 404 and "secret-address" not in answer.text


def test_a_failure_of_ours_is_shown_in_the_design_without_the_database():
    """No database mark on this test: a query would fail it."""
    answer = errors.server_error(REQUEST)
    assert answer.status_code == 500 and "The fault is ours" in answer.text and "css/app" in answer.text


def test_a_failure_of_ours_is_said_in_plain_words_when_templates_fail_too(settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]
    answer = errors.server_error(REQUEST)
    assert answer.status_code == 500 and "The fault is ours" in answer.text and "css/app" not in answer.text


def test_what_a_reader_typed_is_escaped():
    answer = errors.bad_request(REQUEST, {"<script>": ["There is no parameter '<script>' here."]})
    assert answer.status_code == 400 and "<script>'" not in answer.text and "&lt;script&gt;" in answer.text
