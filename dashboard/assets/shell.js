// The frame in the browser: the menu of narrow screens, and a focus that is never lost.
(function () {
  "use strict";
  const HOMES = ".run-panel, .panel, .page, main";
  let last = null;
  let homes = [];

  const menu = () => document.querySelector(".menu-button");
  const open = (wanted) => menu()?.setAttribute("aria-expanded", String(wanted));
  const isOpen = () => menu()?.getAttribute("aria-expanded") === "true";

  // The guide of a first visit; browsers without storage show it every time.
  const GUIDE = "fls-planner-guide";
  const guide = () => document.getElementById("guide");

  function remembered() {
    try {
      return window.localStorage.getItem(GUIDE);
    } catch (refused) {
      return null;
    }
  }

  function showGuide(shown) {
    guide().hidden = !shown;
    try {
      window.localStorage.setItem(GUIDE, shown ? "open" : "closed");
    } catch (refused) {
      // Then it is not remembered.
    }
    if (shown) guide().querySelector("a").focus();
    else document.getElementById("main").focus({ preventScroll: true });
  }

  let met = false;
  function meet() {
    if (met || !guide()) return;
    met = true;
    guide().hidden = remembered() === "closed" || window.location.pathname !== "/";
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest(".guide-close")) showGuide(false);
    if (event.target.closest(".guide-button")) showGuide(true);
    if (event.target.closest(".menu-button")) open(!isOpen());
    else if (event.target.closest(".nav-link")) open(false);
    const link = event.target.closest("[data-field]");
    const field = link && document.getElementById(link.dataset.field);
    if (field) {
      event.preventDefault();
      field.focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.target.closest("#guide")) showGuide(false);
    if (isOpen()) {
      open(false);
      menu().focus();
    }
  });

  document.addEventListener("focusin", (event) => {
    last = event.target;
    homes = [];
    for (let home = last.parentElement; home; home = home.parentElement) {
      if (home.matches(HOMES)) homes.push(home);
    }
  });

  const usable = (part) =>
    part && part.isConnected && !part.disabled && part.getClientRects().length > 0;

  function focusOn(part) {
    if (part.tabIndex < 0) part.setAttribute("tabindex", "-1");
    part.focus({ preventScroll: part.matches(HOMES) });
  }

  // A control that is hidden, disabled or drawn anew takes the focus with it.
  function keepFocus() {
    const now = document.activeElement;
    if (!last || (now && now !== document.body) || usable(last)) return;
    const again = last.id ? document.getElementById(last.id) : null;
    const home = [again, ...homes].find(usable);
    if (home) focusOn(home);
  }

  // A problem takes the focus to the first field that it is about, or to itself.
  function showProblem(notice) {
    const field = document.querySelector("#main [aria-invalid=true]");
    focusOn(usable(field) ? field : notice);
  }

  // A table that goes on beyond its frame says on which side.
  function mark(frame) {
    const right = frame.scrollWidth - frame.clientWidth - frame.scrollLeft > 4;
    const below = frame.scrollHeight - frame.clientHeight - frame.scrollTop > 4;
    frame.toggleAttribute("data-more-right", right);
    frame.toggleAttribute("data-more-below", below);
  }
  const markAll = () => document.querySelectorAll(".table-frame").forEach(mark);
  window.addEventListener("resize", markAll);
  document.addEventListener("toggle", markAll, true);
  document.addEventListener(
    "scroll",
    (event) => event.target.matches?.(".table-frame") && mark(event.target),
    true
  );

  let added = null;
  let arrived = null;
  let waiting = false;

  function settle() {
    const first = arrived && document.getElementById(arrived.dataset.arrives);
    if (added && last && usable(added)) showProblem(added);
    else if (usable(first)) first.focus();
    else keepFocus();
    markAll();
    meet();
    added = null;
    arrived = null;
    waiting = false;
  }

  const partIn = (wanted) => (node) =>
    node.nodeType !== 1
      ? null
      : node.matches(wanted)
        ? node
        : node.querySelector(wanted);

  new MutationObserver((changes) => {
    const nodes = changes.flatMap((change) => [...change.addedNodes]);
    added = nodes.map(partIn(".notice-problem")).find(Boolean) || added;
    // A form that was asked for says which of its fields is the first.
    arrived = nodes.map(partIn("[data-arrives]")).find(Boolean) || arrived;
    // Fields are marked in the same answer, but drawn a moment later.
    if (!waiting) window.setTimeout(settle, 60);
    waiting = true;
  }).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["style", "disabled", "hidden"],
  });
})();

// A server that does not answer, or turns the page away since it was started anew, is
// said until it answers again.
(function () {
  "use strict";
  const CALLBACKS = "_dash-update-component";
  const fetchPlainly = window.fetch;
  let usual = null;

  function say(shown, words) {
    const notice = document.getElementById("no-answer");
    if (!notice) return;
    usual ??= notice.textContent;
    const wanted = words || usual;
    if (shown && notice.textContent !== wanted) notice.textContent = wanted;
    if (notice.hidden === shown) notice.hidden = !shown;
  }

  window.fetch = async function (address, ...rest) {
    const asked = String(address?.url || address).includes(CALLBACKS);
    try {
      const answer = await fetchPlainly.call(window, address, ...rest);
      if (asked && answer.status === 403) say(true, await answer.clone().text());
      else if (asked) say(false);
      return answer;
    } catch (why) {
      if (asked && why.name !== "AbortError") say(true);
      throw why;
    }
  };
})();

// Fields report what is typed after a short pause. A click does not wait for it: what
// stands in the fields when it comes is what its button saves, keeps or runs.
(function () {
  "use strict";
  const FIELDS = ".mantine-TextInput-input, .mantine-Textarea-input, .mantine-Select-input";

  // A list of choices shows words; the value stands in the hidden field beside it.
  function shown(field) {
    if (!field.matches(".mantine-Select-input")) return field.value;
    const beside = field.closest(".mantine-Select-root")?.nextElementSibling;
    return beside?.matches("input[type=hidden]") ? beside.value : null;
  }

  function report(field) {
    const id = field.id.startsWith("{") ? JSON.parse(field.id) : field.id;
    const known = window.dash_component_api?.getLayout(id)?.props.value;
    const value = shown(field);
    if (typeof known !== "string" || value === null || value === known) return;
    window.dash_clientside.set_props(id, { value });
  }

  const reportAll = () => document.querySelectorAll(`:is(${FIELDS})[id]`).forEach(report);
  window.addEventListener("click", reportAll, true);
})();
