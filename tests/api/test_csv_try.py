import time, resource
import pytest
from tests.make import *
from django.db import connection
from record import exports, codebook, ledger
from record.models import IncidentIndex
from api.csv_stream import CopyStream
class Null:
    n=0
    def write(self, x): self.n+=len(x)
@pytest.mark.django_db
def test_x(client):
    publish_example()
    cols=[f.column for f in IncidentIndex._meta.concrete_fields if f.column not in("id","ref","number","day_desc")]
    with connection.cursor() as c:
        c.execute(f"INSERT INTO record_incidentindex (ref, number, day_desc, {','.join(cols)}) SELECT 'DI-'||n, n, date '2000-01-01' + ((n*7919) %% 9000), {','.join(cols)} FROM record_incidentindex, generate_series(1000,100999) n WHERE ref=%s", ["DI-1"])
        c.execute("ANALYZE record_incidentindex")
    m=ledger.moment(); book=codebook.at(m)
    st=exports.incidents(IncidentIndex.objects.at(m), book)
    raw=connection.connection.cursor()
    def t(name, sql):
        s=time.perf_counter(); z=Null(); raw.copy_expert(sql,z); print(f"{name:30} {time.perf_counter()-s:.2f}s {z.n/1e6:.1f} MB")
    sql=raw.mogrify(*st).decode()
    for i in range(2):
        t("whole", sql)
        for name in ["title","ref","url","type_label","initiators_cow","denied_by","published_at","latitude","counted"]:
            e=exports.COLUMNS[name]
            cells=", ".join(f"{x} AS {n}" for n,x in exports.COLUMNS.items())
            assert cells in raw.mogrify(*st).decode()
            t("only "+name, sql.replace(cells, f"{e} AS {name}"))
        t("no text()", sql.replace("CASE WHEN left(", "CASE WHEN false AND left("))
        t("plain index", raw.mogrify("COPY (SELECT ref,version,since,type,certainty,counted,denied_by,through,status,nature,level,step,initiators,targets,themes,place_country,statement_count,claim_count,published_at,card FROM record_incidentindex WHERE until is null ORDER BY day_desc DESC, number DESC) TO STDOUT (FORMAT csv)").decode())
    s=time.perf_counter(); a=client.get("/api/v1/incidents/?format=csv"); first=time.perf_counter()-s
    n=sum(map(len,a.streaming_content)); print("http", first, time.perf_counter()-s, n)
    s=time.perf_counter(); print(client.get("/api/v1/incidents/?format=csv&sums=1").json(), time.perf_counter()-s)
    it=CopyStream(st, "default"); next(it); s=time.perf_counter(); it.close(); print("close", time.perf_counter()-s, connection.savepoint_ids, connection.needs_rollback)
    connection.needs_rollback=False
    with connection.cursor() as c:
        c.execute("EXPLAIN "+connection.connection.cursor().mogrify(*st).decode().removeprefix("COPY (").rpartition(") TO STDOUT")[0].replace("%","%%"))
        print("\n".join(r[0][:150] for r in c.fetchall()))
