// What is typed on a form of the desk is kept in this browser until it is saved, and offered back if it was not: after a
// lost session, a crash, a closed window. The server names a form that may be kept (desk/kept.py); passwords never are.
(() => {
  const PREFIX = "desk.typed:";
  const DAYS = 30;
  const OURS = ["csrfmiddlewaretoken", "kept_as", "_popup", "_to_field", "_taken_back"];
  const HIDDEN = [...OURS, "form_key", "opened_revision", "opened_values", "save_note"];

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* nothing is kept then */ } };
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };

  const cookie = document.cookie.split("; ").find((one) => one.startsWith("desk_saved="));
  if (cookie) {
    const saved = cookie.slice("desk_saved=".length).replaceAll('"', "").split(".");
    keys().filter((key) => saved.includes(key.split(":").pop())).forEach(drop);
    document.cookie = "desk_saved=; path=/desk/; max-age=0";
  }
  keys().filter((key) => !(Date.now() - read(key)?.at < DAYS * 864e5)).forEach(drop);

  const name = document.querySelector("#content-main input[name=kept_as]");
  const form = name?.form;
  if (!form || form.querySelector("input[type=password]")) return;

  const search = new URLSearchParams(location.search);
  ["_popup", "_to_field", "_changelist_filters"].forEach((one) => search.delete(one));
  const place = `${PREFIX}${name.dataset.user}:${location.pathname}?${search}:`;
  // A form that came back with errors, or was taken back, goes on under its name.
  if (!name.value) name.value = crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
    (c) => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
  const own = place + name.value;

  const pairs = () => [...new FormData(form)].filter(([field, value]) =>
    typeof value === "string" && !OURS.includes(field) && !field.startsWith("take:") && !field.includes("__prefix__"));
  const fields = (field) => [...form.querySelectorAll(`[name="${CSS.escape(field)}"]`)];
  const shown = (field) => !HIDDEN.includes(field) && !/-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(field)
    && !fields(field).some((one) => one.type === "hidden");
  const grouped = (list) => list.reduce((all, [field, value]) => all.set(field, [...(all.get(field) || []), value].filter(Boolean)), new Map());

  const label = (field) => {
    const one = fields(field)[0];
    if (!one) return field;
    const many = one.type === "radio" || (one.type === "checkbox" && fields(field).length > 1);
    const words = many ? one.closest("fieldset, .form-row")?.querySelector("legend, label") : one.labels?.[0];
    const text = (words?.textContent || field).trim().replace(/:$/, "");
    const row = field.match(/^(.+)-(\d+)-[^-]+$/);
    const heading = row && !one.closest(".tabular") && one.closest(".inline-group")?.querySelector("h2");
    return heading ? `${heading.textContent.trim()} ${Number(row[2]) + 1}: ${text}` : text;
  };
  const inWords = (field, values) => values.map((value) => {
    const one = fields(field).find((box) => box.value === value) || fields(field)[0];
    if (one?.tagName === "SELECT") return [...one.options].find((option) => option.value === value)?.textContent.trim() || value;
    if (one?.type === "checkbox" && fields(field).length === 1) return "yes";
    return ["radio", "checkbox"].includes(one?.type) ? one.labels?.[0]?.textContent.trim() || value : value;
  }).join(", ");

  const comesBack = Boolean(document.getElementById("errsum") || document.getElementById("conflict"));
  const opened = grouped(pairs());
  const differs = (before, after) => [...new Set([...before.keys(), ...after.keys()])].filter((field) =>
    shown(field) && (before.get(field) || []).join("\n").replaceAll("\r", "") !== (after.get(field) || []).join("\n").replaceAll("\r", ""));

  // No room, or not allowed: whoever types here must not rely on it.
  const tell = () => {
    if (form.querySelector(".unkept")) return;
    const line = document.createElement("p");
    line.className = "unkept";
    line.setAttribute("role", "status");
    line.textContent = "This browser does not keep what you type. Save often.";
    form.prepend(line);
  };

  let timer = 0;
  let last = "";
  const keep = () => {
    clearTimeout(timer);
    const said = pairs();
    const typed = grouped(said);
    const changed = differs(opened, typed);
    if (!comesBack && !changed.length) { if (last) drop(own); last = ""; return; }
    const now = JSON.stringify(said);
    if (now === last) return;
    const words = Object.fromEntries([...typed.keys()].filter(shown).map((field) => [field, [label(field), inWords(field, typed.get(field))]]));
    try { localStorage.setItem(own, JSON.stringify({at: Date.now(), said, words})); last = now; } catch { tell(); }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(keep, 300); };
  ["input", "change"].forEach((event) => form.addEventListener(event, later));
  ["formset:added", "formset:removed"].forEach((event) => document.addEventListener(event, later));
  // Pick lists tell of a choice only in the admin's own jQuery.
  if (window.django?.jQuery) django.jQuery(form).on("change", "select", later);
  form.addEventListener("submit", keep);
  addEventListener("pagehide", keep);
  if (comesBack) keep();

  const made = (tag, text = "", attributes = {}) => {
    const one = Object.assign(document.createElement(tag), attributes);
    if (text) one.textContent = text;
    return one;
  };
  const short = (text) => text.length > 400 ? `${text.slice(0, 400)} …` : text || "empty";
  const fill = (kept) => {
    const typed = grouped(kept.said);
    new Set([...form.elements].map((one) => one.name).filter((field) => field && !OURS.includes(field))).forEach((field) => fields(field).forEach((one) => {
      const values = typed.get(field) || [];
      if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
      else if (["submit", "button"].includes(one.type) || (one.type === "hidden" && field !== "form_key")) return;
      else {
        if (one.tagName === "SELECT" && values[0] && ![...one.options].some((option) => option.value === values[0])) one.add(new Option(kept.words[field]?.[1] || values[0], values[0]));
        one.value = values[0] || "";
      }
      one.dispatchEvent(new Event("change", {bubbles: true}));
      window.django?.jQuery?.(one).trigger("change.select2");
    }));
    keep();
  };
  // The form is sent as it was typed; the server answers with it, rows and all, and saves nothing.
  const send = (kept, as) => {
    const back = made("form", "", {method: "post", action: location.href, hidden: true});
    const add = (field, value) => back.append(made("input", "", {type: "hidden", name: field, value}));
    kept.said.forEach(([field, value]) => add(field, value));
    OURS.slice(0, 4).forEach((field) => { const one = form.elements[field]; if (one && field !== "kept_as") add(field, one.value); });
    add("kept_as", as);
    add("_taken_back", "1");
    document.body.append(back);
    back.submit();
  };
  const offer = (key) => {
    const kept = read(key);
    if (!kept) return;
    const typed = grouped(kept.said);
    const now = grouped(pairs());
    const changed = [...new Set([...Object.keys(kept.words), ...now.keys()])].filter((field) =>
      (field in kept.words || shown(field)) && (now.get(field) || []).join("\n").replaceAll("\r", "") !== (typed.get(field) || []).join("\n").replaceAll("\r", ""));
    if (!changed.length) { drop(key); return; }
    const panel = made("section", "", {className: "kept", tabIndex: -1});
    const when = new Date(kept.at).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "short"});
    const heading = made("h2", `You typed this here on ${when} and it was not saved`, {id: `kept-${key.split(":").pop()}`});
    panel.setAttribute("aria-labelledby", heading.id);
    const table = made("table", "", {className: "threeway"});
    const head = table.createTHead().insertRow();
    ["Field", "Here now", "You typed"].forEach((text) => head.append(made("th", text, {scope: "col"})));
    const body = table.createTBody();
    changed.forEach((field) => {
      const row = body.insertRow();
      row.append(made("th", kept.words[field]?.[0] || label(field), {scope: "row"}));
      [["Here now", inWords(field, now.get(field) || [])], ["You typed", kept.words[field]?.[1] || ""]].forEach(([column, text]) => {
        const cell = made("td", short(text));
        cell.dataset.h = column;
        row.append(cell);
      });
    });
    const take = made("button", "Take it back", {type: "button", className: "button take"});
    const away = made("button", "Throw it away", {type: "button", className: "button away"});
    const buttons = made("p");
    buttons.append(take, " ", away);
    take.addEventListener("click", () => {
      if (name.dataset.back !== "here") { send(kept, key.split(":").pop()); return; }
      fill(kept);
      drop(key);
      panel.remove();
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    });
    away.addEventListener("click", () => { drop(key); panel.remove(); });
    panel.append(heading, table, buttons);
    form.before(panel);
    return panel;
  };
  if (!comesBack) {
    const found = keys().filter((key) => key.startsWith(place) && key !== own).sort((a, b) => read(a).at - read(b).at);
    const panels = found.map(offer).filter(Boolean);
    if (panels.length) panels[panels.length - 1].focus();
  }
})();
