/* The list of incidents works without this file. It binds the brush to the dates, keeps the counts and the inputs of the rail
   in step after htmx has put new ones in, and says so when an answer does not come. */
(function () {
  "use strict";
  var form = document.getElementById("filter");
  if (!form) return;
  if (window.htmx) form.classList.add("live");


  var box = form.querySelector("[data-brush]");
  var from = form.elements.from, to = form.elements.to;
  var ranges = box ? box.querySelectorAll("input[type=range]") : [];
  var steps = box ? +ranges[0].max : 0;

  function day(step) {
    var date = new Date(box.dataset.start + "T00:00Z");
    date.setUTCDate(date.getUTCDate() + step * +box.dataset.days);
    date.setUTCMonth(date.getUTCMonth() + step * +box.dataset.months);
    return date;
  }
  function written(date) { return date.toISOString().slice(0, 10); }
  function end(step) {
    var date = day(step);
    date.setUTCDate(date.getUTCDate() - 1);
    return written(date);
  }
  function paint() {
    var first = +ranges[0].value, last = +ranges[1].value;
    var chosen = box.querySelector(".sel"), width = box.querySelector("svg").viewBox.baseVal.width;
    chosen.setAttribute("x", first * width / steps);
    chosen.setAttribute("width", (last - first) * width / steps);
    ranges[0].setAttribute("aria-valuetext", box.dataset.from + " " + written(day(first)));
    ranges[1].setAttribute("aria-valuetext", box.dataset.to + " " + end(last));
  }
  function brushed(event) {
    var first = +ranges[0].value, last = +ranges[1].value;
    if (first >= last) {
      if (event.target === ranges[0]) first = ranges[0].value = Math.max(0, last - 1);
      else last = ranges[1].value = Math.min(steps, first + 1);
    }
    from.value = first > 0 ? written(day(first)) : "";
    to.value = last < steps ? end(last) : "";
    paint();
  }
  function dated() {
    var first = 0, last = steps;
    while (from.value && first < steps - 1 && written(day(first + 1)) <= from.value) first++;
    while (to.value && last > first + 1 && written(day(last - 1)) > to.value) last--;
    ranges[0].value = first;
    ranges[1].value = last;
    paint();
  }
  if (box) {
    ranges.forEach(function (range) { range.addEventListener("input", brushed); });
    [from, to].forEach(function (input) { input.addEventListener("change", dated); });
    paint();
  }


  document.addEventListener("change", function (event) {
    // Words are asked for with Enter, and what stands outside the form asks through it.
    if (event.target.type === "search") event.stopPropagation();
    else if (event.target.form === form && !form.contains(event.target)) form.requestSubmit();
  }, true);

  var sheet = document.getElementById("filters");
  document.addEventListener("htmx:afterSettle", function (event) {
    var cause = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
    if (event.target.id === "results" && cause && cause.type === "submit" && sheet.matches(":target")) location.hash = "results";
  });


  function results() { return document.getElementById("results"); }
  document.addEventListener("htmx:beforeRequest", function () { results().setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:afterRequest", function () { results().removeAttribute("aria-busy"); });
  document.addEventListener("htmx:afterSettle", function () {
    var told = document.getElementById("counts").dataset, counts = told.counts && JSON.parse(told.counts);
    if (counts) form.querySelectorAll(".facet .opt").forEach(function (option) {
      var input = option.querySelector("input"), facet = counts[input.name];
      if (!facet) return;
      var n = facet[input.value] || 0;
      option.querySelector(".n").textContent = String(n).replace(/\B(?=(\d{3})+$)/g, told.between);
      option.classList.toggle("zero", !n);
      input.disabled = !n && !input.checked;
    });
    if (box) paint();
    // The page in the other language shows the same selection.
    document.querySelectorAll("[data-language]").forEach(function (link) {
      link.search = location.search;
    });
  });
  function failed(event) {
    var old = results();
    if (old.querySelector(".failed")) return;
    old.classList.add("results--failed");
    old.append(document.getElementById("failed").content.cloneNode(true));
    old.querySelector("[data-plain]").href = event.detail.pathInfo.finalRequestPath;
  }
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, failed);
  });
})();
