// Proposals by keyboard: j and k walk, x ticks, g shows the words; a date is taken with one press.
(() => {
  const form = document.getElementById("log_form");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-row]")];
  const boxes = rows.map((row) => row.querySelector(".tick input"));
  document.querySelectorAll(".keys, button.use").forEach((one) => { one.hidden = false; });

  const lit = () => document.querySelectorAll(".lit").forEach((one) => one.classList.remove("lit"));
  const show = (link) => {
    const place = link && document.getElementById(link.hash.slice(1));
    const words = place && place.nextElementSibling;
    if (!words) return;
    lit();
    words.classList.add("lit");
    place.closest(".text").scrollTo({top: words.offsetTop - place.closest(".text").offsetTop - 80});
  };
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (step) => {
    const next = Math.min(Math.max(here() + step, 0), rows.length - 1);
    if (!boxes[next]) return;
    boxes[next].focus();
    rows[next].scrollIntoView({block: "nearest"});
    show(rows[next].querySelector(".why a"));
  };

  form.addEventListener("click", (event) => {
    const use = event.target.closest("button.use");
    if (use) document.getElementById("id_date").value = use.dataset.date;
    const link = event.target.closest("a[href^='#']");
    if (link) { event.preventDefault(); show(link); }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "x" && here() >= 0) boxes[here()].click();
    else if (event.key === "g" && here() >= 0) show(rows[here()].querySelector(".why a"));
    else return;
    event.preventDefault();
  });
})();
