// Files of a record: shown beside the form, sent one by one with their progress, and every order
// answered in place, so that nobody leaves a text that is not saved. Without this file the same
// forms lead to the page of the files.

const section = () => document.querySelector("[data-files]");

function put(html) {
  const made = new DOMParser().parseFromString(html, "text/html").querySelector("[data-files]");
  if (!made) return false;
  made.querySelector("script")?.remove();
  section().replaceWith(document.adoptNode(made));
  return true;
}

async function fetchBeside(place) {
  const answer = await fetch(place.dataset.filesOf, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-files]");
  if (!made) return;
  made.querySelector("script")?.remove();
  place.replaceChildren(document.adoptNode(made));
}

function send(form, data, told) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => told(event.loaded / event.total));
    request.addEventListener("loadend", () => done(request));
    request.send(data);
  });
}

function complain(sentence) {
  const box = document.createElement("div");
  box.className = "alert alert--error";
  box.setAttribute("role", "alert");
  box.textContent = sentence;
  section().querySelector("h2").after(box);
}

async function upload(form) {
  const files = [...form.querySelector("[type=file]").files];
  const bar = form.querySelector("progress");
  const token = form.querySelector("[name=csrf_token]").value;
  const said = [];
  bar.hidden = false;
  form.querySelector("button").disabled = true;
  for (const [at, file] of files.entries()) {
    const data = new FormData();
    data.append("csrf_token", token);
    data.append("files", file);
    const answer = await send(form, data, (part) => { bar.value = ((at + part) / files.length) * 100; });
    const known = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector("[data-files]");
    if (known) said.push(...known.querySelectorAll(":scope > .alert"));
    else said.push(`${file.name}: ${form.dataset.failed}`);
    if (known && at === files.length - 1) put(answer.responseText);
  }
  finish(form, said);
}

async function finish(form, said) {
  if (section().contains(form)) {
    const answer = await fetch(form.action, { headers: { "HX-Request": "true" } });
    if (answer.ok) put(await answer.text());
  }
  section().querySelectorAll(":scope > .alert").forEach((box) => box.remove());
  [...said].reverse().forEach((one) => (typeof one === "string"
    ? complain(one) : section().querySelector("h2").after(document.adoptNode(one))));
  section().querySelector("[type=file]")?.focus();
}

async function order(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form),
    headers: { "HX-Request": "true" } });
  const html = await answer.text();
  if (put(html)) return section().querySelector("h2").scrollIntoView({ block: "nearest" });
  const page = new DOMParser().parseFromString(html, "text/html");
  complain(page.querySelector("main p")?.textContent.trim() ?? form.action);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("[data-files]")) return;
  event.preventDefault();
  if (form.matches("[data-upload]")) upload(form);
  else order(form);
});

document.querySelectorAll("[data-files-of]").forEach(fetchBeside);
