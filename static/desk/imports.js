// Renews the line of progress each second, and the page once the job is over. Without it the link "Reload" does the same.
(() => {
  const job = document.getElementById("job");
  if (!job) return;
  const line = document.getElementById("progress");
  const renew = async () => {
    try {
      const answer = await fetch(job.dataset.progress, {headers: {"X-Requested-With": "fetch"}});
      if (answer.ok && !answer.redirected) {
        line.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
        if (line.querySelector("[data-over]")) return location.replace(location.pathname);
      }
    } catch { /* the next second tries again */ }
    setTimeout(renew, 1000);
  };
  setTimeout(renew, 700);
})();
