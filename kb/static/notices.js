// A notice whose record is opened counts as read. Without this file a button beside it does that.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-marks]");
  const token = link?.closest("li").querySelector("[name=csrf_token]")?.value;
  if (!token) return;
  // A beacon is sent although the page goes away.
  navigator.sendBeacon(link.dataset.marks, new URLSearchParams({ csrf_token: token }));
});
