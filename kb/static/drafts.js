// What is typed goes to the server every few seconds; Ctrl+S saves; titles that exist already are
// pointed out. Nothing is kept in the browser: offices share their computers.

const form = document.querySelector("form[data-keep]");
const PAUSE = 4000;
const LARGEST_LEAVING = 60_000;

if (form) {
  const said = form.querySelector("[data-kept]");
  const state = { timer: 0, changed: false, sending: null, leaving: false, ended: false };

  const show = (words, link = false) => {
    said.replaceChildren(words);
    if (!link) return;
    const way = document.createElement("a");
    Object.assign(way, { href: "/sign-in", target: "_blank", textContent: said.dataset.signIn });
    said.append(" ", way);
  };
  const later = (pause = PAUSE) => { state.timer ||= setTimeout(keep, pause); };
  const body = () => {
    const data = new FormData(form);
    data.delete("csrf_token");
    return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
  };
  const send = (data, more = {}) => fetch(form.dataset.keep, {
    method: "POST", body: data, ...more,
    headers: { "X-CSRFToken": form.elements.csrf_token.value, "HX-Request": "true" },
  });

  async function keep() {
    state.timer = 0;
    if (!state.changed || state.leaving) return;
    state.changed = false;
    state.sending = new AbortController();
    try {
      const answer = await send(body(), { signal: state.sending.signal });
      if (answer.ok) {
        const { saved_at: time } = await answer.json();
        show(said.dataset.saved.replace("{time}", time));
      } else if ([400, 401, 403].includes(answer.status) && !(await signedInAgain())) {
        state.changed = state.ended = true;
        show(said.dataset.ended, true);
        later(4 * PAUSE);
      } else {
        throw new Error(answer.status);
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      state.changed = true;
      show(said.dataset.failed);
      later(4 * PAUSE);
    }
  }

  /** After signing in in another window the form takes the new session's token. */
  async function signedInAgain() {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("form[data-keep] [name=csrf_token]")?.value;
    if (!token) return false;
    document.querySelectorAll("[name=csrf_token]").forEach((field) => { field.value = token; });
    state.ended = false;
    return true;
  }

  form.addEventListener("input", () => { state.changed = true; later(); });
  form.addEventListener("submit", (event) => {
    if (state.ended) {
      // The sign-in page would take the place of what was typed.
      event.preventDefault();
      signedInAgain().then((again) => again && form.requestSubmit(event.submitter));
      return;
    }
    if (event.submitter && "aside" in event.submitter.dataset) return;
    state.leaving = true;
    state.sending?.abort();
  });
  addEventListener("pageshow", () => { state.leaving = false; });
  addEventListener("pagehide", () => {
    if (!state.changed || state.leaving) return;
    const data = body();
    if (data.toString().length < LARGEST_LEAVING) send(data, { keepalive: true });
  });
  if (form.dataset.guard === "changed") { state.changed = true; later(); }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit]"));
  });

  // On the page of both texts: whoever types into a box means the box.
  form.addEventListener("input", ({ target }) => {
    const pick = target.type !== "radio" && target.closest(".merge__field")?.querySelector("input[value=edited]");
    if (pick) pick.checked = true;
  });

  const place = document.querySelector("[data-twins]");
  if (place) watchTitle(place);
}

function watchTitle(place) {
  // On a small screen the side stands far below: there the title itself carries the word.
  if (matchMedia("(max-width: 860px)").matches) form.elements.title.closest(".field").append(place);
  const names = ["title", ...(place.dataset.apart ?? "").split(" ")].filter((name) => form.elements[name]);
  let timer = 0;
  let asked = "";
  const ask = async () => {
    const said = new URLSearchParams(names.map((name) => [name, form.elements[name].value.trim()]));
    asked = said.toString();
    const mine = asked;
    const answer = await fetch(`${place.dataset.twins}?${said}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || asked !== mine) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
    place.hidden = !place.querySelector("a");
  };
  const soon = (event) => {
    if (!names.includes(event.target.name) || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  };
  form.addEventListener("input", soon);
  form.addEventListener("compositionend", soon);
}
