// What a date field is understood as, told below it while somebody types. Without a script the form says it when it is saved.
(() => {
  const fields = document.querySelectorAll("input[data-date]");
  if (!fields.length) return;
  const wait = 250;
  const tell = (field, note) => {
    const asked = field.value;
    if (!asked.trim()) { note.textContent = ""; return; }
    fetch(`/desk/date/?text=${encodeURIComponent(asked)}`, {headers: {"X-Requested-With": "XMLHttpRequest"}})
      .then((answer) => answer.ok ? answer.json() : null)
      .then((read) => {
        if (!read || field.value !== asked) return;
        note.classList.toggle("bad", Boolean(read.error));
        note.textContent = read.error || (read.edtf === asked.trim() ? read.words : `${read.words}; kept as ${read.edtf}`);
      })
      .catch(() => { note.textContent = ""; });
  };
  fields.forEach((field) => {
    const note = document.createElement("div");
    note.className = "understood";
    note.id = `${field.id}_understood`;
    note.setAttribute("role", "status");
    field.insertAdjacentElement("afterend", note);
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), note.id].filter(Boolean).join(" "));
    let timer;
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => tell(field, note), wait); });
    if (field.value) tell(field, note);
  });
})();
