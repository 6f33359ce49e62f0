// A page that waits for work in the background asks again until the work is done. Without this
// file the browser reloads the page by itself.

const PAUSE = 1500;

async function look() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const waiting = answer.ok && page.querySelector("[data-waiting]");
  if (!waiting) return location.reload();
  document.querySelector("[data-waiting]").replaceChildren(...waiting.childNodes);
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
