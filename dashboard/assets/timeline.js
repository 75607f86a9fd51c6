/* Bars of a timeline: dragged, or moved by arrow keys. A bar writes the new date into the
   field of its line, which tells Dash by itself; nothing is sent from here. */
(function () {
  "use strict";
  const DAY = 86400000;
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const parse = (text) => new Date(text + "T00:00:00Z");
  const text = (date) => date.toISOString().slice(0, 10);

  function span(bar) {
    const line = bar.closest(".plan-timeline");
    return { first: parse(line.dataset.first), days: Number(line.dataset.days) };
  }
  function within(date, about) {
    const last = new Date(about.first.getTime() + (about.days - 1) * DAY);
    return date < about.first ? about.first : date > last ? last : date;
  }
  function months(date, by) {
    const day = date.getUTCDate();
    const next = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1));
    const most = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate();
    next.setUTCDate(Math.min(day, most));
    return next;
  }
  function nearestMonth(date) {
    const here = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
    const next = months(here, 1);
    return date - here < next - date ? here : next;
  }
  function show(bar, date, about) {
    const left = Math.max(0, 100 * (date - about.first) / DAY / about.days);
    bar.style.left = left.toFixed(2) + "%";
    bar.dataset.now = text(date);
    bar.querySelector(".plan-bar-text").textContent = text(date);
  }
  function give(bar, date) {
    const input = bar.closest(".plan-line").querySelector(".plan-date input");
    if (!input || input.value === text(date)) return;
    write.call(input, text(date));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    // The field waits for its end, as it does while somebody types.
    setTimeout(function () { input.dispatchEvent(new FocusEvent("focusout", { bubbles: true })); }, 30);
  }

  // What has the focus is drawn anew after each edit: the same part takes it again, or
  // the list to add from where that part is gone.
  let focused = "";
  document.addEventListener("focusin", function (event) {
    focused = event.target.closest("#build-timeline, #build-form") ? event.target.id : "";
  });
  document.addEventListener("focusout", function (event) {
    setTimeout(function () { if (event.target.isConnected && document.activeElement === document.body) focused = ""; }, 0);
  });
  new MutationObserver(function () {
    if (!focused || document.activeElement !== document.body) return;
    const again = document.getElementById(focused) || document.getElementById("build-add");
    if (again) again.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("keydown", function (event) {
    const bar = event.target.closest && event.target.closest(".plan-bar");
    if (!bar) return;
    const about = span(bar), now = parse(bar.dataset.now || bar.dataset.start);
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    let next = null;
    if (way) next = event.shiftKey ? new Date(now.getTime() + 7 * way * DAY) : months(now, way);
    else if (event.key === "PageUp" || event.key === "PageDown") next = months(now, event.key === "PageUp" ? 12 : -12);
    else if (event.key === "Home") next = about.first;
    else if (event.key === "End") next = within(new Date(8.64e15), about);
    if (!next) return;
    event.preventDefault();
    next = within(next, about);
    show(bar, next, about);
    give(bar, next);
  });

  document.addEventListener("pointerdown", function (event) {
    const bar = event.target.closest && event.target.closest(".plan-bar");
    if (!bar || event.button) return;
    event.preventDefault();
    bar.focus();
    const about = span(bar), begun = parse(bar.dataset.start), from = event.clientX;
    const width = bar.parentElement.clientWidth;
    bar.classList.add("plan-moving");
    bar.setPointerCapture(event.pointerId);
    let date = begun;
    function move(moved) {
      const days = Math.round((moved.clientX - from) / width * about.days);
      const there = new Date(begun.getTime() + days * DAY);
      date = Math.abs(moved.clientX - from) < 3 ? begun : within(moved.shiftKey ? there : nearestMonth(there), about);
      show(bar, date, about);
    }
    function end() {
      bar.classList.remove("plan-moving");
      bar.removeEventListener("pointermove", move);
      bar.removeEventListener("pointerup", end);
      bar.removeEventListener("pointercancel", end);
      give(bar, date);
    }
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", end);
    bar.addEventListener("pointercancel", end);
  });
})();
