"""By what statements are counted: as record/dimensions.py says it of incidents. A speaker counts under one number."""

from record.dimensions import Dimension, actors, array, column

STATEMENT_DIMENSIONS = {
    "speaker": Dimension(
        "speaker",
        'coalesce(survivor."into", r.speaker)',
        "r.speaker <> ''",
        "LEFT JOIN survivor ON survivor.ref = r.speaker",
    ),
    "actor": actors("actors"),
    "addressee": actors("addressed"),
    "about": actors("about"),
    "country": array("countries"),
    "statement_kind": column("kind"),
    "stance": Dimension("stance", "r.stance::text", "r.stance IS NOT NULL"),
    "capacity": column("capacity"),
    "mode": column("mode"),
    "language": array("languages"),
    "type": column("type"),
    "type_group": Dimension("type", "left(r.type, 1)", "r.type <> ''"),
    "theme": array("themes"),
    "source": array("sources"),
}
