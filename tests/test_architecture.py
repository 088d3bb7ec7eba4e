"""The house: imports go one way, and no file is named for nothing in particular. Read from the source, not from memory."""

import ast
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "lib": set(),
    "codebook": {"lib"},
    "actors": {"codebook", "lib"},
    "incidents": {"actors", "codebook", "lib"},
    "record": {"incidents", "actors", "codebook", "lib"},
    "api": {"record", "lib"},
    "pages": {"record", "lib"},
    "desk": {"record", "incidents", "actors", "codebook", "lib"},
    "config": {"desk", "api", "pages", "record", "incidents", "actors", "codebook", "lib"},
}
VAGUE = {"utils", "helpers", "common", "core", "services", "misc"}


def modules(package: str) -> list[Path]:
    return sorted((PROJECT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names of everything a file imports, inside functions too, by import statement or by name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name, not relatively"
            assert node.names[0].name != "*", f"{path}: no star imports"
            found.add((node.module or "").partition(".")[0])
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "import_module"
        ):
            pytest.fail(f"{path}: an import by string hides from this test")
    return found


def faults(package: str, path: Path) -> set[str]:
    return (imported(path) & MAY_IMPORT.keys()) - MAY_IMPORT[package] - {package}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package):
    wrong = {str(path): found for path in modules(package) if (found := faults(package, path))}
    assert not wrong


def test_a_door_that_imports_the_working_copy_would_be_seen(tmp_path):
    planted = tmp_path / "views.py"
    planted.write_text("def view(request):\n    from incidents.models import Incident\n")
    assert faults("pages", planted) == {"incidents"}


def test_lib_needs_nothing_but_the_standard_library_and_two_text_libraries():
    allowed = {*sys.stdlib_module_names, "lib", "markdown_it", "nh3"}
    for_migrations = {"schema_operations": {"django", "pgtrigger"}}
    wrong = {
        path.stem: imported(path) - allowed - for_migrations.get(path.stem, set()) for path in modules("lib")
    }
    assert not any(wrong.values()), wrong


def test_every_package_of_ours_is_in_the_picture():
    found = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tests"}
    assert found == MAY_IMPORT.keys()


def test_no_file_is_named_for_nothing_in_particular():
    assert not [path for package in MAY_IMPORT for path in modules(package) if path.stem in VAGUE]


def test_nothing_happens_by_signal():
    hidden = (
        "@receiver",
        "signals import post_",
        "signals import pre_",
        "m2m_changed",
        ".connect(receiver",
        "= Signal(",
    )
    senders = [
        path
        for package in MAY_IMPORT
        for path in modules(package)
        if any(word in path.read_text() for word in hidden)
    ]
    assert not senders


def test_no_foreign_key_leaves_the_record():
    from django.apps import apps

    for model in apps.get_app_config("record").get_models():
        for field in model._meta.get_fields():
            if field.is_relation:
                assert field.related_model._meta.app_label == "record"


def test_the_ledger_is_written_in_three_places_and_the_indexes_through_one_door():
    """A version or a withdrawal (`writing`), an answer that has no row of its own (`linking`), an expunging."""
    texts = {
        str(path.relative_to(PROJECT)): path.read_text()
        for package in MAY_IMPORT
        for path in modules(package)
        if "/migrations/" not in str(path)
    }
    assert {name for name, text in texts.items() if "ledger.append(" in text} == {
        "record/writing.py",
        "record/linking.py",
        "record/expunging.py",
    }
    assert {name for name, text in texts.items() if "indexing.apply(" in text} == {
        "record/writing.py",
        "record/linking.py",
        "record/expunging.py",
        "record/rebuilding.py",
    }
