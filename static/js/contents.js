/* Marks the section that is read in the list of a page's contents. Every page works without this file. */
(function () {
  "use strict";
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
