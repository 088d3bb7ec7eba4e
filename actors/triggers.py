"""Database triggers that every analyst's table shares: they hold for forms, imports, `.update()` and raw SQL alike."""

import pgtrigger


def raises_own_revision(*quiet: str) -> pgtrigger.Trigger:
    """Raises `revision` when anything but the counter, the public number or a `quiet` column changes; never lowers it.

    The revision is the optimistic lock: a form says which one it was opened at, and a save against another is refused.
    An old instance that is saved as a whole brings an old counter along, which must not win. What raises the counter by
    one itself, as a part of the thing does, does not come here: the function costs a subtransaction for each row.
    """
    silent = "'{" + ",".join(["revision", "ref", *quiet]) + "}'::text[]"
    return pgtrigger.Trigger(
        name="raises_own_revision",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.revision <> OLD.revision + 1"),
        func=f"NEW.revision = greatest(OLD.revision, NEW.revision); "
        f"IF to_jsonb(NEW) - {silent} <> to_jsonb(OLD) - {silent} THEN NEW.revision = OLD.revision + 1; END IF; "
        "RETURN NEW;",
    )


def raises_revision_of(table: str, *ways: str) -> list[pgtrigger.Trigger]:
    """Raises the revision of the row of `table` that this row belongs to, before and after the change.

    Saving a row as it was, or giving it its public number, raises nothing. Each of `ways` is a column of this table that
    holds the parent's id, or SQL with `{row}` for the changed row. Once for each SQL statement: an import of many rows
    raises each parent once.
    """
    sql = [way if "{row}" in way else f"{{row}}.{way}" for way in ways]
    values = {row: ", ".join(f"(({way.format(row=row)}))" for way in sql) for row in ("o", "n")}
    changed = "old_values o JOIN new_values n ON n.id = o.id AND to_jsonb(n) - 'ref' <> to_jsonb(o) - 'ref'"
    return [
        raising(table, "insert", pgtrigger.Insert, "new_values n", values["n"], new="new_values"),
        raising(table, "delete", pgtrigger.Delete, "old_values o", values["o"], old="old_values"),
        raising(
            table,
            "update",
            pgtrigger.Update,
            changed,
            f"{values['o']}, {values['n']}",
            old="old_values",
            new="new_values",
        ),
    ]


def raising(
    table: str, name: str, operation: pgtrigger.Operation, rows: str, values: str, **tables: str
) -> pgtrigger.Trigger:
    """One trigger of `raises_revision_of`: an SQL statement sees each of its kinds of change apart."""
    parents = f"SELECT v.id FROM {rows}, LATERAL (VALUES {values}) v(id)"  # noqa: S608 - our own names
    return pgtrigger.Trigger(
        name=f"raises_{table}_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=f"UPDATE {table} SET revision = revision + 1 WHERE id IN ({parents}); RETURN NULL;",  # noqa: S608 - our own names
    )


def keeps_its_ref() -> pgtrigger.Trigger:
    """Refuses to take away or change a public number once it is given."""
    return pgtrigger.Trigger(
        name="keeps_its_ref",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("OLD.ref <> '' AND NEW.ref <> OLD.ref"),
        func="RAISE EXCEPTION '% is a public number and stays.', OLD.ref;",
    )


def keeps_what_has_a_ref() -> pgtrigger.Trigger:
    """Refuses to delete a row that has a public number: retract or merge it instead."""
    return pgtrigger.Protect(
        name="keeps_what_has_a_ref", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__ref__gt="")
    )
