/* Levers: buttons and arrow keys move a number by its step. Nothing is sent from here:
   the input tells Dash by itself. */
(function () {
  "use strict";
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
    const by = Number(input.dataset.step);
    if (event.key === "ArrowUp") move(input, by);
    else if (event.key === "ArrowDown") move(input, -by);
    else return;
    event.preventDefault();
  });
})();
