// The page of votes looks by itself how many have voted, and shows a vote that is opened or closed
// meanwhile. Nothing that somebody has chosen or typed is lost. Without this file one reloads.

const PAUSE = 4000;
const page = () => document.querySelector("[data-live-page]");
const isTouched = () =>
  [...document.querySelectorAll("[data-live-page] input")].some((field) =>
    field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue,
  );

async function look() {
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // Away for a moment; the next look will tell.
  }
  setTimeout(look, PAUSE);
}

function show(made) {
  const fresh = made.querySelector("[data-live-page]");
  if (!fresh) return;
  if (fresh.dataset.livePage !== page().dataset.livePage && !isTouched()) return location.reload();
  for (const part of page().querySelectorAll("[data-live]")) {
    const now = made.getElementById(part.id);
    const busy = part.contains(document.activeElement) || part.querySelector("details[open]") || [...part.querySelectorAll("input")].some((field) => field.value !== field.defaultValue);
    if (now && !busy && now.innerHTML !== part.innerHTML) part.replaceChildren(...document.importNode(now, true).childNodes);
  }
}

if (page()) setTimeout(look, PAUSE);
