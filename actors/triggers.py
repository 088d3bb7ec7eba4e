"""Database triggers that every analyst's table shares: they hold for forms, imports, `.update()` and raw SQL alike."""

import pgtrigger


def raises_own_revision(*quiet: str) -> pgtrigger.Trigger:
    """Raises `revision` when anything but the counter, the public number or a `quiet` column changes; never lowers it.

    The revision is the optimistic lock: a form says which one it was opened at, and a save against another is refused.
    An old instance that is saved as a whole brings an old counter along, which must not win.
    """
    silent = "'{" + ",".join(["revision", "ref", *quiet]) + "}'::text[]"
    return pgtrigger.Trigger(
        name="raises_own_revision",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"NEW.revision = greatest(OLD.revision, NEW.revision); "
        f"IF to_jsonb(NEW) - {silent} <> to_jsonb(OLD) - {silent} THEN NEW.revision = OLD.revision + 1; END IF; "
        "RETURN NEW;",
    )


def raises_revision_of(table: str, *ways: str) -> pgtrigger.Trigger:
    """Raises the revision of the row of `table` that this row belongs to, before and after the change.

    Saving a row as it was, or giving it its public number, raises nothing.

    Each of `ways` is a column of this table that holds the parent's id, or SQL with `{row}` for the changed row.
    """
    sql = [way if "{row}" in way else f"{{row}}.{way}" for way in ways]

    def touch(row: str) -> str:
        ids = ", ".join(f"({way.format(row=row)})" for way in sql)
        chosen = f"SELECT DISTINCT i FROM unnest(ARRAY[{ids}]) i"  # noqa: S608 - our own names
        return f"UPDATE {table} SET revision = revision + 1 WHERE id IN ({chosen});"  # noqa: S608 - our own names

    return pgtrigger.Trigger(
        name=f"raises_{table}",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'ref' = to_jsonb(OLD) - 'ref' THEN RETURN NULL; END IF; "
        f"IF TG_OP <> 'INSERT' THEN {touch('OLD')} END IF; "
        f"IF TG_OP <> 'DELETE' THEN {touch('NEW')} END IF; RETURN NULL;",
    )


def keeps_its_ref() -> pgtrigger.Trigger:
    """Refuses to take away or change a public number once it is given."""
    return pgtrigger.Trigger(
        name="keeps_its_ref",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="IF OLD.ref <> '' AND NEW.ref <> OLD.ref THEN "
        "RAISE EXCEPTION '% is a public number and stays.', OLD.ref; END IF; RETURN NEW;",
    )


def keeps_what_has_a_ref() -> pgtrigger.Trigger:
    """Refuses to delete a row that has a public number: retract or merge it instead."""
    return pgtrigger.Protect(
        name="keeps_what_has_a_ref", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__ref__gt="")
    )
