"""Style sheets and scripts are stored without their comments, and mean the same."""

from pathlib import Path

from django.core.files.base import ContentFile

from config.statics import BareSheets, bare, bare_script

SHEETS = sorted((Path(__file__).resolve().parents[2] / "static" / "css").glob("*.css"))


def test_comments_blank_lines_and_indents_go():
    assert (
        bare(b"/* why */\na{color:red} /* and\nwhy */\n\n  b{margin:0 1px}\n")
        == b"a{color:red}\nb{margin:0 1px}\n"
    )


def test_no_rule_is_lost():
    for sheet in SHEETS:
        whole, stored = sheet.read_bytes(), bare(sheet.read_bytes())
        assert stored.count(b"{") == stored.count(b"}") > 0
        assert len(stored) <= len(whole) and b"/*" not in stored


def test_a_script_loses_comments_alone():
    written = b'/* Why,\n   and how. */\nvar a = "//x"; // stays\n  // goes\n  call(a);\n'
    assert bare_script(written) == b'var a = "//x"; // stays\ncall(a);\n'


def test_only_our_own_sheets_and_scripts_are_touched(tmp_path):
    storage = BareSheets(location=tmp_path)
    names = ("css/a.css", "admin/css/a.css", "js/a.js", "js/a.min.js", "desk/a.js")
    for name in names:
        content = ContentFile(b"/* a */a{}\n // b\n", name=name)
        content.read()  # as collecting leaves it
        storage._save(name, content)
    kept = {name: (tmp_path / name).read_bytes() for name in names}
    whole = dict.fromkeys(names, b"/* a */a{}\n // b\n")
    assert kept == whole | {"css/a.css": b"a{}\n// b\n", "js/a.js": b"a{}\n"}
