"""Adding triggers, constraints and indexes in migrations, at a fraction of the time.

Django's own operations, and those of django-pgtrigger, rebuild the model's class and that of every model related to it.
A trigger, a constraint or an index changes no class, so these write it into the state and into the database alone.
`makemigrations` writes the others; a migration with many may use these instead, with the same effect.
"""

from typing import Any

from django.db.migrations import operations
from django.db.migrations.state import ProjectState
from pgtrigger import migrations


def append(state: ProjectState, app_label: str, model_name: str, option: str, value: Any) -> None:
    """Adds to a list among a model's options."""
    options = state.models[app_label, model_name.lower()].options
    options[option] = [*options.get(option, []), value]


class AddTrigger(migrations.AddTrigger):
    """Adds a trigger without rebuilding classes."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        append(state, app_label, self.model_name, "triggers", self.trigger)


class RemoveTrigger(migrations.RemoveTrigger):
    """Removes a trigger without rebuilding classes."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name.lower()].options
        options["triggers"] = [one for one in options.get("triggers", []) if one.name != self.name]


class AddConstraint(operations.AddConstraint):
    """Adds a constraint without rebuilding classes."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        append(state, app_label, self.model_name, "constraints", self.constraint)


class AddIndex(operations.AddIndex):
    """Adds an index without rebuilding classes."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        append(state, app_label, self.model_name, "indexes", self.index)
