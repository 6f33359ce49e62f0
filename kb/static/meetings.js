// Attendance without leaving the page: each mark is sent and the list drawn anew, with the quorum
// of that moment. Without this file every mark is a form of its own.

const list = document.querySelector("[data-marks-of]");
let waiting = Promise.resolve();

list?.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const words = new FormData(form);
  if (button?.name) words.set(button.name, button.value);
  event.preventDefault();
  button?.setAttribute("aria-busy", "true");
  // One after the other, so that the last answer is the newest state.
  waiting = waiting.then(() => send(form, words, button?.id));
});

async function send(form, words, pressed) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(words), headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status);
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...made.body.childNodes);
    document.getElementById(pressed)?.focus({ preventScroll: true });
  } catch {
    // Offline, signed out, or refused: the page itself says so.
    HTMLFormElement.prototype.submit.call(withWords(form, words));
  }
}

function withWords(form, words) {
  const bare = document.createElement("form");
  bare.method = "post";
  bare.action = form.action;
  for (const [name, value] of words) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    bare.append(field);
  }
  document.body.append(bare);
  return bare;
}
