// The office that a speaker held on the day is offered as the role; a press takes it.
(() => {
  const place = document.getElementById("offices-of");
  const speaker = document.getElementById("id_speaker");
  const role = document.getElementById("id_role_at_time");
  if (!place || !speaker || !role) return;
  const list = document.createElement("ul");
  list.className = "offices";
  list.setAttribute("aria-live", "polite");
  role.after(list);
  const incident = () => document.getElementById("id_incident")?.value || place.dataset.incident;
  const row = (text, take) => {
    const item = document.createElement("li");
    if (take) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", () => {
        role.value = take;
        role.dispatchEvent(new Event("input", {bubbles: true}));
        role.focus();
      });
      item.append(button);
    } else item.textContent = text;
    return item;
  };
  const ask = async () => {
    if (!speaker.value) return list.replaceChildren();
    const said = new URLSearchParams({date: document.getElementById("id_date")?.value || "", incident: incident()});
    const answer = await fetch(`${place.dataset.url.replace("/0/", `/${speaker.value}/`)}?${said}`, {credentials: "same-origin"});
    if (!answer.ok || answer.redirected) return list.replaceChildren();
    const {day, of, offices} = await answer.json();
    const rows = offices.map((one) => row(one.dated ? one.text : `${one.text} (time not known)`, one.text));
    list.replaceChildren(row(rows.length ? `Held on ${day}, ${of}:` : `No office on file for ${day}, ${of}.`), ...rows);
  };
  document.getElementById("id_date")?.addEventListener("change", ask);
  if (window.django?.jQuery) django.jQuery("#id_speaker, #id_incident").on("change", ask);
  else speaker.addEventListener("change", ask);
  if (speaker.value) ask();
})();
