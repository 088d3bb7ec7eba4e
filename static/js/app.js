/* Every page works without this file. It adds: the choice of theme, copy and print buttons. */
(function () {
  "use strict";
  var root = document.documentElement;

  var toggle = document.querySelector("[data-theme-toggle]");
  var order = ["", "light", "dark"];
  function say() {
    toggle.setAttribute("aria-label", toggle.dataset[root.dataset.theme || "system"]);
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
  /* Over plain http, or where the reader refused, there is no clipboard: the text is then selected, ready to be copied. */
  function select(text) {
    getSelection().selectAllChildren(text);
  }
  function copy(button) {
    var text = document.getElementById(button.dataset.copy);
    if (!navigator.clipboard) return select(text);
    navigator.clipboard.writeText(text.textContent.trim())
      .then(function () { copied(button); }, function () { select(text); });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (button && button.textContent !== button.dataset.done) copy(button);
    if (event.target.closest("[data-print]")) print();
  });
})();
