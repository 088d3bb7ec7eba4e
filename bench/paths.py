"""What is measured: a question as our address, as the SQL that answers it with least work, and as the peer's address."""

from dataclasses import dataclass, field
from urllib.parse import quote_plus

from django.db import connection

LIST = "SELECT ref, version, since, published_at, card FROM record_incidentindex WHERE until IS NULL"
NEWEST = "ORDER BY day_desc DESC, number DESC LIMIT 51"
COMMON, MEDIUM, RARE = 0.35, 0.02, 0.0005  # of the incidents have the word


@dataclass(frozen=True)
class Path:
    """`sql` and `values` are the floor; `peer` is empty where there is no match."""

    name: str
    ours: str
    sql: str = ""
    values: tuple = ()
    peer: str = ""
    accept: str = "application/json"


@dataclass(frozen=True)
class Facts:
    """What a record has plenty of: the pair that meets most, a state, a type, words by how common they are, a deep place."""

    incidents: int
    pair: tuple[str, str]
    country: str
    kind: str
    words: dict[str, str]
    deep: tuple
    ref: str
    sizes: dict[str, str] = field(default_factory=dict)


def facts() -> Facts:
    with connection.cursor() as cursor:

        def first(sql: str, *values) -> tuple:
            cursor.execute(sql, values)
            return cursor.fetchone()

        (incidents,) = first("SELECT count(*) FROM record_incidentindex WHERE until IS NULL")
        pair = first("SELECT a, b FROM record_pairindex GROUP BY a, b ORDER BY count(*) DESC LIMIT 1")
        (kind,) = first("SELECT type FROM record_incidentindex GROUP BY type ORDER BY count(*) DESC LIMIT 1")
        deep = first(
            "SELECT day_desc, number FROM record_incidentindex WHERE until IS NULL"
            " ORDER BY day_desc DESC, number DESC LIMIT 1 OFFSET %s",
            incidents // 2,
        )
        cursor.execute(
            "SELECT word, ndoc FROM ts_stat('SELECT to_tsvector(''simple'', left(card::json->>''summary'', 2000))"
            f" FROM record_incidentindex WHERE number % {max(1, incidents // 20_000)} = 0')"
            " WHERE word ~ '^[a-z]{4,}$'"
        )
        shares = {word: n * max(1, incidents // 20_000) / incidents for word, n in cursor.fetchall()}
        near = {
            name: min(shares, key=lambda word: (abs(shares[word] - share), word))
            for name, share in (("common", COMMON), ("medium", MEDIUM), ("rare", RARE))
        }
        cursor.execute(
            "SELECT relname, pg_size_pretty(pg_table_size(oid)), pg_size_pretty(pg_indexes_size(oid)) FROM pg_class"
            " WHERE relname LIKE 'record\\_%' AND relkind = 'r' ORDER BY pg_total_relation_size(oid) DESC LIMIT 5"
        )
        sizes = {name: f"{rows} and {indexes} of indexes" for name, rows, indexes in cursor.fetchall()}
    return Facts(incidents, pair, pair[0], kind, near, deep, f"DI-{incidents // 2}", sizes)


def paths(known: Facts) -> list[Path]:
    """The reading paths, lists first."""
    return [*lists(known), *counted(known), *searches(known), *single(known)]


def lists(known: Facts) -> list[Path]:
    a, b = known.pair
    day, number = known.deep
    rows = "/bench/incidents.json?_sort_desc=day&_size=50&_nocount=1&_shape=objects"
    of_pairs = "/bench/incidents_of_pairs.json?_sort_desc=day&_size=50&_nocount=1&_shape=objects"
    of_states = "/bench/incidents_of_countries.json?_sort_desc=day&_size=50&_nocount=1&_shape=objects"
    pair = f"{LIST} AND pairs && %s::varchar[] {NEWEST}"
    span = "AND type = %s AND span && daterange('2010-01-01', NULL)"
    return [
        Path("list, newest first", "/api/v1/incidents/", f"{LIST} {NEWEST}", peer=rows),
        Path(
            "list of the busiest pair",
            f"/api/v1/incidents/?dyad={a}-{b}",
            pair,
            ([f"{a}>{b}", f"{b}>{a}"],),
            f"{of_pairs}&a={min(a, b)}&b={max(a, b)}",
        ),
        Path(
            "list of a state",
            f"/api/v1/incidents/?country={known.country}",
            f"{LIST} AND countries && %s::varchar[] {NEWEST}",
            ([known.country],),
            f"{of_states}&country={known.country}",
        ),
        Path(
            "list of a type since 2010",
            f"/api/v1/incidents/?type={known.kind}&from=2010-01-01",
            f"{LIST} {span} {NEWEST}",
            (known.kind,),
            f"{rows}&type={known.kind}&day__gte=2010-01-01",
        ),
        Path(
            "deep page, from the middle",
            "/api/v1/incidents/?cursor={deep}",
            f"{LIST} AND day_desc <= %s AND (day_desc < %s OR number < %s) {NEWEST}",
            (day, day, number),
            f"{rows}&_next={day},{number}",
        ),
        Path(
            "page of the list, HTML",
            "/incidents/",
            f"{LIST} {NEWEST}",
            peer="/bench/incidents?_sort_desc=day&_size=50&_facet=type&_facet=step&_facet=certainty",
            accept="text/html",
        ),
        Path(
            "page of the busiest pair, HTML",
            f"/incidents/?dyad={a}-{b}",
            pair,
            ([f"{a}>{b}", f"{b}>{a}"],),
            "/bench/incidents_of_pairs?_sort_desc=day&_size=50&_facet=type&_facet=step&_facet=certainty"
            f"&a={min(a, b)}&b={max(a, b)}",
            accept="text/html",
        ),
    ]


def counted(known: Facts) -> list[Path]:
    a, b = sorted(known.pair)
    of_type = f"type = '{known.kind}' AND span && daterange('2010-01-01', NULL)"
    facets = "facet=type&facet=step&facet=certainty"
    three = (
        "SELECT 'type', type, count(*) FROM r GROUP BY 2 UNION ALL SELECT 'step', step, count(*) FROM r GROUP BY 2"
        " UNION ALL SELECT 'certainty', certainty, count(*) FROM r GROUP BY 2"
    )
    rows = (
        "WITH r AS MATERIALIZED (SELECT type, step, certainty FROM record_incidentindex WHERE until IS NULL"
    )
    months = (
        "SELECT to_char(day_asc, 'YYYY-MM'), count(*), max(level) FROM record_incidentindex"
        " WHERE until IS NULL AND counted AND date_trunc('month', day_asc) = date_trunc('month', day_desc)"
    )
    peer_months = (
        "select substr(day, 1, 7) as month, count(*), max(level) from {} where counted = 1 {} group by 1"
    )
    of_pair = f"and a = '{a}' and b = '{b}'"
    return [
        Path(
            "exact count of a type since 2010",
            f"/api/v1/incidents/?type={known.kind}&from=2010-01-01&count=exact&page_size=1",
            f"SELECT count(*) FROM record_incidentindex WHERE until IS NULL AND {of_type}",
            peer=f"/bench/incidents.json?type={known.kind}&day__gte=2010-01-01&_size=1",
        ),
        Path(
            "three facets of everything",
            f"/api/v1/facets/?{facets}",
            f"{rows}) {three}",
            peer="/bench/incidents.json?_facet=type&_facet=step&_facet=certainty&_size=0&_nocount=1",
        ),
        Path(
            "three facets of a state",
            f"/api/v1/facets/?{facets}&country={known.country}",
            f"{rows} AND countries && %s::varchar[]) {three}",
            ([known.country],),
            "/bench/incidents_of_countries.json?_facet=type&_facet=step&_facet=certainty&_size=0&_nocount=1"
            f"&country={known.country}",
        ),
        Path(
            "months of the busiest pair",
            f"/api/v1/series/?dyad={a}-{b}",
            f"{months} AND pairs && %s::varchar[] GROUP BY 1",
            ([f"{a}>{b}", f"{b}>{a}"],),
            f"/bench.json?_shape=array&sql={quote_plus(peer_months.format('incidents_of_pairs', of_pair))}",
        ),
        Path(
            "months of everything",
            "/api/v1/series/",
            f"{months} GROUP BY 1",
            peer=f"/bench.json?_shape=array&sql={quote_plus(peer_months.format('incidents', ''))}",
        ),
    ]


def searches(known: Facts) -> list[Path]:
    """By date and by rank; the floor takes the GIN index first, or walks the list, whichever is quicker for the word."""
    found = []
    phrase = f"{known.words['common']} {known.words['medium']}"
    for name, words in (*known.words.items(), ("phrase", f'"{phrase}"')):
        asked = quote_plus(words)
        query = "phraseto_tsquery" if name == "phrase" else "plainto_tsquery"
        match = f"search @@ {query}('demarche', %s)"
        walked = f"{LIST} AND {match} {NEWEST}"
        gathered = (
            f"WITH m AS MATERIALIZED ({LIST.replace('card', 'card, day_desc, number')} AND {match})"
            f" SELECT ref, version, since, published_at, card FROM m {NEWEST}"
        )
        rows = f"/bench/incidents.json?_search={asked}&_fts_table=incidents_fts&_fts_pk=number&_size=50&_nocount=1"
        rows += "&_shape=objects"
        ranked = (
            "select incidents.* from incidents_fts join incidents on incidents.number = incidents_fts.rowid"
            " where incidents_fts match :q order by incidents_fts.rank limit 50"
        )
        found += [
            Path(
                f"search, {name}, by date",
                f"/api/v1/incidents/?q={asked}",
                walked if name == "common" else gathered,
                (words.strip('"'),),
                f"{rows}&_sort_desc=day",
            ),
            Path(
                f"search, {name}, by rank",
                f"/api/v1/incidents/?q={asked}&ordering=relevance",
                peer=f"/bench.json?_shape=array&q={asked}&sql={quote_plus(ranked)}",
            ),
        ]
    return found


def single(known: Facts) -> list[Path]:
    number = known.ref.partition("-")[2]
    sql = (
        "SELECT text FROM record_document WHERE entry_id ="
        " (SELECT since FROM record_incidentindex WHERE ref = %s AND until IS NULL)"
    )
    return [
        Path(
            "one incident",
            f"/api/v1/incidents/{known.ref}/",
            sql,
            (known.ref,),
            f"/bench/incidents/{number}.json",
        ),
        Path(
            "one incident, HTML",
            f"/incidents/{known.ref}/",
            sql,
            (known.ref,),
            f"/bench/incidents/{number}",
            "text/html",
        ),
        Path(
            "one incident, unchanged (304)",
            f"/api/v1/incidents/{known.ref}/",
            sql,
            (known.ref,),
            accept="304",
        ),
        Path(
            "changes, a page",
            "/api/v1/changes/?after=1000",
            "SELECT e.number, d.text FROM record_entry e JOIN record_document d"
            " ON d.entry_id = e.number WHERE e.number > 1000 ORDER BY e.number LIMIT 200",
        ),
    ]
