"""Ways out of a list: the selection as files, as a call of the API, as a feed, and how to cite it."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.selection import CONTROLS, Selection
from pages.taken import MOST
from record.citing import PUBLISHER


def context(selection: Selection, count: int, frame: dict) -> dict:
    """`frame` is what stands round the results: its `head` is the entry that is shown, its `chips` the filters in words."""
    filters = dict.fromkeys(CONTROLS)
    at_moment = {**filters, "as_of": selection.parameters.get("as_of")}
    selected = frame["selected"]
    return {
        **{name: selection.address(**at_moment, format=name) for name in ("csv", "jsonl", "geojson")},
        "taken": selection.address(**at_moment).removesuffix("?"),
        "followed": selection.address(**filters).removesuffix("?"),
        "most_taken": MOST if count > MOST else 0,
        "pieces": selected.replace("&", " &").split() if selected else [],
        "cite_query": cited(selection, count, frame) if frame["head"] else "",
    }


def cited(selection: Selection, count: int, frame: dict) -> str:
    """A line that names the filters, how many rows they gave at which entry, and an address that gives them for ever."""
    head = frame["head"]
    what = "; ".join(f"{chip.name}: {chip.words}" for chip in frame["chips"])
    rows = selection.kind.counted(count)
    permanent = selection.address(cursor=None, page_size=None, as_of=f"entry:{head.number}")
    return str(selection.kind.cited) % {
        "publisher": PUBLISHER,
        "year": head.at.year,
        "what": what or selection.kind.everything,
        "rows": _("More than %s") % rows if frame.get("more") else rows,
        "entry": head.number,
        "day": date_format(head.at, "j E Y"),
        "link": f"{settings.SITE_URL}{selection.kind.address}{permanent}",
    }
