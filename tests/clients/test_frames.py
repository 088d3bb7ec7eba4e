"""Rows of a real server as pandas tables. Skipped with a line where pandas is not installed."""

import pytest
from demarche_client import Client

pd = pytest.importorskip("pandas", reason="pandas is not installed: the tables of the client are not tested")
frames = pytest.importorskip("demarche_client.frames")
pytestmark = pytest.mark.django_db


@pytest.fixture
def table(site, db):
    return frames.to_dataframe(Client(site).incidents(ordering="date")).set_index("ref")


def test_columns_have_the_types_of_the_record(table):
    types = {
        name: str(table[name].dtype) for name in ("version", "hostility_level", "counted", "date_earliest")
    }
    assert types == {
        "version": "Int64",
        "hostility_level": "Int64",
        "counted": "boolean",
        "date_earliest": "datetime64[s]",
    }
    assert table["title"].dtype == "string" and table["place_latitude"].dtype == "Float64"
    assert str(table["published"].dtype).endswith("UTC]") and table["hostility_step"].cat.ordered


def test_values_are_those_of_the_api(table):
    assert table.loc["DI-2", "place_latitude"] == 41.3
    assert table.loc["DI-2", "themes"] == ["migrants"]


def test_a_column_without_a_value_keeps_its_type():
    rows = [{"ref": "ST-1", "stance": None, "place": None, "date": {"earliest": None}}]
    types = frames.to_dataframe(rows).dtypes
    assert (
        types["stance"] == "Int64"
        and types["place"] == "string"
        and str(types["date_earliest"]) == "datetime64[s]"
    )


def test_an_object_that_some_rows_lack_is_no_column_of_its_own():
    rows = [{"speaker": None}, {"speaker": {"ref": "A-1"}}]
    assert list(frames.to_dataframe(rows)["speaker_ref"].isna()) == [True, False]
    assert list(frames.to_dataframe(rows).columns) == ["speaker_ref"]


def test_days_of_every_century_fit():
    table = frames.to_dataframe([{"earliest": "1200-01-01", "latest": None}, {"earliest": None}])
    assert table["earliest"].dt.year[0] == 1200
    assert table["earliest"].isna()[1]


def test_no_row_is_an_empty_table():
    assert frames.to_dataframe([]).empty
