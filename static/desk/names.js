// Pick lists get the names of their labels: the widget that stands for a select has none of its own.
(() => {
  const name = (select) => {
    const label = select.labels?.[0];
    const box = select.nextElementSibling;
    if (!label || !box?.classList.contains("select2")) return;
    const words = label.textContent.trim().replace(/:$/, "");
    const selection = box.querySelector(".select2-selection");
    const shown = box.querySelector(".select2-selection__rendered");
    const search = box.querySelector(".select2-search__field");
    if (shown?.id) {
      // What is chosen is part of the name, as it is with a select.
      label.id ||= `${select.id}_label`;
      selection.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
      const choice = () => shown.setAttribute("aria-label", shown.textContent.replace("×", "").trim() || "nothing chosen");
      choice();
      new MutationObserver(choice).observe(shown, {childList: true, characterData: true, subtree: true});
    } else if (search) {
      selection.setAttribute("aria-label", words);
      search.setAttribute("aria-label", words);
    }
  };
  const all = (place) => place.querySelectorAll("select.select2-hidden-accessible").forEach(name);
  const later = (place) => setTimeout(() => all(place));  // after the script that makes the widgets
  if (window.django?.jQuery) django.jQuery(() => later(document));
  document.addEventListener("formset:added", (event) => later(event.target));
})();
