// More like this: fetched when its place on a record's page comes into view. Without scripts, or
// when that fails, the link there leads to the same list.

for (const box of document.querySelectorAll("[data-alike]")) {
  const watch = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    try {
      const answer = await fetch(box.dataset.alike, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      box.replaceChildren(...made.body.childNodes);
    } catch { /* The link stays. */ }
  });
  watch.observe(box);
}
