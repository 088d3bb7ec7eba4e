// What the codebook says of the chosen type, beside it, and only the levels that the type has. The server checks the same.
(() => {
  const select = document.getElementById("id_type");
  if (!select) return;
  const place = select.closest(".form-row") || select.parentElement;
  const panel = document.createElement("div");
  panel.className = "typehelp";
  panel.setAttribute("role", "status");
  place.append(panel);
  const levels = () => document.querySelectorAll("input[type=radio][name=level]");
  const line = (term, text) => {
    if (!text) return;
    const p = document.createElement("p");
    const b = document.createElement("b");
    b.textContent = `${term} `;
    p.append(b, text);
    panel.append(p);
  };
  const limit = (type) => levels().forEach((level) => {
    const fits = !type || (Number(level.value) >= type.least && Number(level.value) <= type.most);
    level.disabled = !fits && !level.checked;  // what is chosen stays, so that nothing typed is lost; the server says what is wrong
    level.closest("label")?.classList.toggle("outside", !fits);
  });
  const show = (fresh) => {
    const code = select.value;
    if (!code) { panel.replaceChildren(); limit(null); return; }
    fetch(`/desk/codebook/type/${encodeURIComponent(code)}/`, {headers: {"X-Requested-With": "XMLHttpRequest"}})
      .then((answer) => answer.ok ? answer.json() : null)
      .then((type) => {
        if (!type || select.value !== code) return;
        panel.replaceChildren();
        line(`${type.label}.`, type.definition);
        line("Include:", type.include);
        line("Exclude:", type.exclude);
        line("Levels:", type.least === type.most ? `${type.least}` : `${type.least} to ${type.most}, usually ${type.usual}`);
        const chosen = [...levels()].find((level) => level.checked);
        const usual = [...levels()].find((level) => Number(level.value) === type.usual);
        if (fresh && !chosen && usual) usual.checked = true;
        limit(type);
      })
      .catch(() => panel.replaceChildren());
  };
  if (window.django?.jQuery) window.django.jQuery(select).on("change", () => show(true));
  else select.addEventListener("change", () => show(true));
  show(false);
})();
