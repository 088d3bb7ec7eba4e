// While an incident is typed: what may be the same on file already, asked a moment after the last key.
(() => {
  const panel = document.getElementById("duplicates");
  const form = document.getElementById("incident_form");
  if (!panel || !form) return;
  let timer = 0;
  let asked = "";
  const ask = async () => {
    const said = new URLSearchParams({incident: panel.dataset.incident});
    ["title", "date", "type"].forEach((name) => said.set(name, form.elements[name]?.value || ""));
    form.querySelectorAll("select[name$=-country]").forEach((one) => one.value && said.append("country", one.value));
    form.querySelectorAll("select[name^=citations-][name$=-source]").forEach((one) => one.value && said.append("source", one.value));
    if (said.toString() === asked) return;
    asked = said.toString();
    const answer = await fetch(`${panel.dataset.url}?${asked}`, {credentials: "same-origin"});
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (said.toString() === asked) panel.replaceChildren(...page.body.children);
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(ask, 600); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // Pick lists tell of a choice only in the admin's own jQuery.
  if (window.django?.jQuery) django.jQuery(form).on("change", "select", later);
  if (panel.dataset.incident) ask();

  // The panel stands inside the big form, so its buttons send a form of their own.
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-other]");
    if (!button) return;
    const send = new FormData();
    send.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    send.set("other", button.dataset.other);
    fetch(button.dataset.url, {method: "POST", body: send, credentials: "same-origin"})
      .then((answer) => { if (answer.ok) { asked = ""; ask(); } });
  });
})();
