/* Levers: buttons and arrow keys move a number by its step. Nothing is sent from here:
   the input tells Dash by itself, which asks for the formula's answer at every key. */
(function () {
  "use strict";
  const REST_MS = 120, REPEAT_MS = 80;
  let moves = 0, repeated = 0;

  /* A sign once no lever has moved for a moment: then the simulation is asked for. */
  function settle() {
    const mine = ++moves;
    return new Promise(function (resolve) {
      setTimeout(function () {
        resolve(mine === moves ? mine : window.dash_clientside.no_update);
      }, REST_MS);
    });
  }
  window.dash_clientside = Object.assign({}, window.dash_clientside, { levers: { settle } });

  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;

  function move(input, by) {
    const now = Number(input.value.replace(/,/g, "").trim() || "0");
    if (!Number.isFinite(now)) return;
    const low = Number(input.dataset.low), high = Number(input.dataset.high);
    const next = Math.min(high, Math.max(low, now + by));
    const text = String(Math.round(next * 1e6) / 1e6);
    if (text === input.value) return;
    write.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-step-by]");
    if (!button) return;
    const input = button.parentElement.querySelector("input[data-step]");
    if (input) move(input, Number(button.dataset.stepBy));
  });

  document.addEventListener("keydown", function (event) {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.step) return;
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    // A key that is held down moves no faster than the formula answers.
    if (event.repeat && event.timeStamp - repeated < REPEAT_MS) return;
    repeated = event.timeStamp;
    move(input, by * Number(input.dataset.step));
  });
})();
