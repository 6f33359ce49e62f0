// The workbench: filters that send themselves, and how many lines are ticked. All works without.

document.querySelectorAll("select[data-sends]").forEach((select) => {
  select.addEventListener("change", () => select.form.requestSubmit());
});

document.querySelectorAll("form[data-many]").forEach((form) => {
  const words = form.querySelector("[data-ticked]");
  if (!words) return;
  const plain = words.textContent;
  form.addEventListener("change", () => {
    const count = form.querySelectorAll("input[name=id]:checked").length;
    words.textContent = count ? words.dataset.ticked.replace("#", count) : plain;
  });
});
