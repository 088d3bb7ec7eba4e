"""Every leak planted in answering is noticed; the other two kinds are where they show: taken out, published."""

import pytest
from django.test import Client

from tests.leaks import hidden, snapshots
from tests.leaks.planted import forgetting, publishing, reading
from tests.leaks.planted.reading import answers_under


def test_there_are_many_and_each_is_one_mistake():
    plants = [*reading.ALL, *forgetting.ALL, *publishing.ALL]
    assert len(reading.ALL) >= 20
    assert len({plant.__name__ for plant in plants}) == len(plants)


@pytest.mark.parametrize("module", [reading, forgetting, publishing], ids=lambda module: module.__name__)
def test_no_plant_is_left_out(module):
    written = {
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__ and parameters(value) == ("monkeypatch",)
    }
    assert written == {plant.__name__ for plant in module.ALL}


def parameters(value) -> tuple[str, ...]:
    code = getattr(value, "__code__", None)
    return code.co_varnames[: code.co_argcount] if code else ()


def test_every_leak_planted_in_answering_is_noticed(built, monkeypatch):
    """Each is asked the same before and after hidden things came."""
    client = Client()
    before = {plant: answers_under(plant, monkeypatch, client) for plant in reading.ALL}
    hidden.hide_everything(built)
    after = {plant: answers_under(plant, monkeypatch, client) for plant in reading.ALL}
    unnoticed = [plant for plant in reading.ALL if not snapshots.differences(before[plant], after[plant])]
    assert [f"{plant.__name__}: {plant.__doc__}" for plant in unnoticed] == []
