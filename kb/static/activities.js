/* Beside the form of an activity: what other activities it may be or clash with, while one writes. */

const place = document.querySelector("[data-warnings]");
const form = document.querySelector("form.form[data-keep]");
if (place && form) watch();

function watch() {
  const names = ["title", "city", "activity_kind", "progress", "starts_on", "ends_on", "precision"];
  let asked = "";
  const ask = async () => {
    const address = new URL(place.dataset.warnings, location.href);
    for (const name of names) if (form.elements[name]) address.searchParams.set(name, form.elements[name].value.trim());
    const mine = asked = address.href;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || asked !== mine) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
    place.hidden = !place.querySelector("a");
  };
  form.addEventListener("change", (event) => {
    if (names.includes(event.target.name)) ask();
  });
}
