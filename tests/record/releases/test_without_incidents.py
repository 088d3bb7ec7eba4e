"""The release of a record that holds nothing but the codebook: every file is there, and every table is empty."""

import json

import pyarrow.parquet
import pytest

from record.exports import TABLES
from record.releases.making import make

pytestmark = pytest.mark.django_db


def test_every_table_has_its_columns_and_no_rows(empty_shelf):
    made = make()
    for table in TABLES:
        read = pyarrow.parquet.read_table(made.folder / f"{table.name}.parquet")
        assert (read.column_names, read.num_rows) == (list(table.columns), 0)
        header = ",".join(table.columns) + "\r\n"
        assert (made.folder / f"{table.name}.csv").read_text(encoding="utf-8") == header.replace("\r\n", "\n")
        assert made.file(f"{table.name}.csv").rows == 0
    features = json.loads((made.folder / "incidents.geojson").read_text(encoding="utf-8"))["features"]
    assert features == [] and made.file("incidents.geojson").rows == 0
    assert made.file("actors.jsonl").rows == 0 and made.file("codebook.csv").bytes > 10_000
