/* Every page works without this file. It adds: the choice of theme, copy and print buttons, the current section in a page's contents. */
(function () {
  "use strict";
  var root = document.documentElement;

  var toggle = document.querySelector("[data-theme-toggle]");
  var order = ["", "light", "dark"];
  var names = { "": "as system", light: "light", dark: "dark" };
  function say() {
    toggle.setAttribute("aria-label", "Colour theme: " + names[root.dataset.theme || ""]);
  }
  function remember(theme) {
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch (refused) { /* a browser that keeps nothing still changes this page */ }
  }
  if (toggle) {
    say();
    toggle.addEventListener("click", function () {
      var theme = order[(order.indexOf(root.dataset.theme || "") + 1) % order.length];
      if (theme) root.dataset.theme = theme;
      else delete root.dataset.theme;
      remember(theme);
      say();
    });
  }

  function copied(button) {
    var words = button.innerHTML;
    button.textContent = button.dataset.done;
    setTimeout(function () { button.innerHTML = words; }, 1600);
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (button && navigator.clipboard && button.textContent !== button.dataset.done) {
      var text = document.getElementById(button.dataset.copy).textContent.trim();
      navigator.clipboard.writeText(text).then(function () { copied(button); });
    }
    if (event.target.closest("[data-print]")) print();
  });

  var contents = document.querySelector(".toc");
  if (contents && "IntersectionObserver" in window) {
    var watch = new IntersectionObserver(function (seen) {
      seen.forEach(function (section) {
        if (!section.isIntersecting) return;
        contents.querySelectorAll("a").forEach(function (link) {
          if (link.hash === "#" + section.target.id) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        });
      });
    }, { rootMargin: "0px 0px -70% 0px" });
    document.querySelectorAll("main section[id]").forEach(function (section) { watch.observe(section); });
  }
})();
