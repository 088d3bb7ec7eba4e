// The desk's few lines: errors take focus, a form is sent once, and leaving unsaved typing asks first.
(() => {
  const notice = document.getElementById("conflict") || document.getElementById("errsum");
  if (notice) notice.focus();

  // A link of the summary goes to its field, also where a search box stands in front of it.
  document.querySelectorAll("#errsum a").forEach((link) => link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    const box = field.nextElementSibling?.querySelector?.(".select2-selection");
    const target = box || field.querySelector("input:not([type=hidden]), select, textarea") || field;
    event.preventDefault();
    target.scrollIntoView({block: "center"});
    target.focus();
  }));

  // Whoever adds a row goes on in it.
  document.addEventListener("formset:added", (event) => {
    const first = event.target.querySelector("input:not([type=hidden]), select, textarea");
    const box = first?.nextElementSibling?.querySelector?.(".select2-selection");
    (box || first)?.focus();
  });

  const form = document.querySelector(".change-form #content-main form[id$=_form]");
  let typed = Boolean(form && notice);
  let sent = false;
  document.querySelectorAll("#content-main form").forEach((one) => one.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    if (one === form) typed = false;
  }));
  if (form) {
    const note = () => { typed = true; };
    form.addEventListener("input", note);
    ["formset:added", "formset:removed"].forEach((event) => document.addEventListener(event, note));
    // Pick lists tell of a choice only in the admin's own jQuery.
    if (window.django?.jQuery) django.jQuery(form).on("change", "select", note);
    addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  }
  addEventListener("pageshow", () => { sent = false; });
})();
