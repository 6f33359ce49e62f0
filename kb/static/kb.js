// What a page gains when scripts run: suggestions, results in place, copy and print, a guard for
// changed forms. Every page works without this file.

const region = () => document.querySelector("[data-results]");
const here = () => location.pathname + location.search;
let shown = here();

// ---- Results in place: facets, tabs, chips, orders and pages of a list ----

let pending = null;

async function showResults(address, { remember = true } = {}) {
  const box = region();
  pending?.abort();
  pending = new AbortController();
  box.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: pending.signal });
    if (!answer.ok) throw new Error(answer.status);
    replaceResults(box, await answer.text());
    if (remember) history.pushState(null, "", address);
    shown = here();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

function replaceResults(box, html) {
  const focused = document.activeElement?.id;
  const sheet = box.querySelector("#facets");
  const open = sheet?.showPopover && sheet.matches(":popover-open");
  const unfolded = [...box.querySelectorAll("details[open][id]")].map((part) => part.id);
  const scrolled = sheet?.scrollTop;
  const made = new DOMParser().parseFromString(html, "text/html");
  box.replaceChildren(...(made.querySelector("[data-results]") ?? made.body).childNodes);
  box.removeAttribute("aria-busy");
  unfolded.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (open) {
    const fresh = box.querySelector("#facets");
    fresh?.showPopover();
    fresh?.scrollTo(0, scrolled);
  }
  prepare(box);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const words = box.querySelector("[data-announce]")?.textContent.trim();
  document.querySelector("[data-status]")?.replaceChildren(words ?? "");
}

function addressOf(form) {
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  return `${form.action.split("?")[0]}?${chosen}`;
}

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-facets]") && event.target.form) showResults(addressOf(event.target.form));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || !region()) return;
  event.preventDefault();
  showResults(link.href).then(() => link.dataset.swap === "top" && goToTop());
});

function goToTop() {
  const status = region().querySelector("[data-announce]");
  status?.focus({ preventScroll: true });
  region().scrollIntoView();
}

addEventListener("popstate", () => {
  if (!region() || here() === shown) return;
  const box = document.querySelector("form[role=search] [name=q][id]");
  if (box) box.value = new URLSearchParams(location.search).get("q") ?? "";
  showResults(location.href, { remember: false });
});

// ---- Suggestions while typing: the ARIA combobox pattern; an input method is left in peace ----

function suggest(input) {
  const list = document.createElement("div");
  const state = { shown: [], active: -1, timer: 0, composing: false, asked: "" };
  list.id = `${input.id || "quick-q"}-suggestions`;
  list.className = "combo__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  input.after(list);
  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
    "aria-controls": list.id }).forEach(([name, value]) => input.setAttribute(name, value));

  const close = () => {
    list.hidden = true;
    state.active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    state.active = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  };
  const draw = (found) => {
    state.shown = found;
    list.replaceChildren(...found.map((entry, at) => optionFor(entry, `${list.id}-${at}`)));
    state.active = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const typed = input.value.trim();
    state.asked = typed;
    if (!typed || state.composing) return close();
    try {
      const answer = await fetch(`/suggest?q=${encodeURIComponent(typed.slice(0, 100))}`,
        { headers: { Accept: "application/json" } });
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (state.asked === typed && document.activeElement === input) draw(found);
    } catch { close(); }
  };
  const soon = () => { clearTimeout(state.timer); state.timer = setTimeout(ask, 140); };

  input.addEventListener("compositionstart", () => { state.composing = true; close(); });
  input.addEventListener("compositionend", () => { state.composing = false; soon(); });
  input.addEventListener("input", () => state.composing || soon());
  input.addEventListener("blur", () => setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    // Safari ends the composition before this Enter, which would then send the form.
    if (event.isComposing || event.keyCode === 229) return event.key === "Enter" && event.preventDefault();
    steer(event, state, { list, close, mark, ask });
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (place >= 0) location.assign(state.shown[place].href);
  });
}

function optionFor(entry, id) {
  const option = document.createElement("div");
  const text = document.createElement("span");
  const kind = document.createElement("small");
  Object.assign(option, { id, role: "option" });
  option.setAttribute("aria-selected", "false");
  text.textContent = entry.text;
  kind.textContent = entry.kind_label;
  option.append(text, kind);
  return option;
}

function steer(event, state, { list, close, mark, ask }) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && list.hidden) {
    event.preventDefault();
    ask();
  } else if (step) {
    event.preventDefault();
    const places = state.shown.length + 1;
    mark(((state.active + 1 + step + places) % places) - 1);
  } else if (event.key === "Enter" && !list.hidden && state.active >= 0) {
    event.preventDefault();
    location.assign(state.shown[state.active].href);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  }
}

// ---- Forms: a guard for changed ones, a count beside long texts ----

function guard(form) {
  let changed = form.dataset.guard === "changed";
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", ({ submitter }) => { changed &&= "aside" in (submitter?.dataset ?? {}); });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

function count(control) {
  const limit = Number(control.dataset.count);
  const words = document.createElement("p");
  const form = control.form;
  const show = () => {
    const typed = [...control.value.replaceAll("\r\n", "\n")].length;
    words.textContent = limit ? `${typed} / ${limit}` : String(typed);
    words.classList.toggle("field__count--over", Boolean(limit) && typed > limit);
  };
  if (!limit && control.tagName !== "TEXTAREA") return;
  words.className = "field__count";
  words.setAttribute("aria-hidden", "true");
  control.after(words);
  control.addEventListener("input", show);
  form?.addEventListener("reset", () => setTimeout(show));
  show();
}

// ---- A table wider than its place scrolls in it: then the keyboard has to get there ----

const watched = new ResizeObserver((tables) => tables.forEach(({ target }) => {
  if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
  else target.removeAttribute("tabindex");
}));
document.querySelectorAll(".prose table, .scroll").forEach((table) => watched.observe(table));

// ---- Small things ----

async function copy(button) {
  const text = document.getElementById(button.dataset.copy).textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
    if (!document.execCommand("copy")) return;
  }
  const label = button.querySelector("[data-label]");
  label.dataset.label ||= label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => { label.textContent = label.dataset.label; }, 2500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (button) button.dataset.copy ? copy(button) : print();
  document.querySelectorAll("details.dropdown[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.dropdown[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});

function prepare(part) {
  part.querySelectorAll("[data-needs-script]").forEach((control) => control.removeAttribute("hidden"));
  part.querySelectorAll("[data-without-script]").forEach((control) => control.setAttribute("hidden", ""));
  part.querySelectorAll("[data-suggest]").forEach(suggest);
  // A box that scrolls must be reachable by keyboard.
  [...part.querySelectorAll(".prose table, .prose pre, .scroll")].filter((box) => box.scrollWidth > box.clientWidth)
    .forEach((box) => { box.tabIndex = 0; });
  part.querySelectorAll("form[data-guard]").forEach(guard);
  part.querySelectorAll("form[data-guard] textarea, form[data-guard] [data-count]").forEach(count);
}

prepare(document);
document.querySelector("[data-focus]")?.focus();
