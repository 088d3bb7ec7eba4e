"""axe-core for pages in a browser, and how to ask about the colours of each kind of element once."""

from importlib.resources import files

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# Takes away what was seen before, on this page or an earlier one.
THIN_OUT = """() => {
  const all = [...document.body.querySelectorAll("*")], kept = new Set([document.body]);
  const seen = new Set(JSON.parse(sessionStorage.seen || "[]"));
  const sheets = [...document.styleSheets].map((one) => one.href).join(" ");
  const kinds = new Map([[document.body, sheets]]);
  for (const one of all) {
    const said = [...one.attributes].filter((part) => /^(class$|data-|aria-current$)/.test(part.name));
    const kind = [kinds.get(one.parentElement), one.localName, ...said.map((part) => part.name + part.value)].join(" ");
    kinds.set(one, kind);
    if (seen.has(kind)) continue;
    seen.add(kind);
    for (let up = one; !kept.has(up); up = up.parentElement) kept.add(up);
  }
  for (const one of all) if (!kept.has(one)) one.remove();
  sessionStorage.seen = JSON.stringify([...seen]);
}"""
