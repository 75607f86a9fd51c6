/* The timer of a workshop: counts on between two looks at the server, which holds the
   deadline. It writes into the text that is there, so that Dash keeps its own parts. */
(function () {
  "use strict";
  const seen = new WeakMap();

  function text(seconds) {
    const whole = Math.max(0, Math.ceil(seconds));
    const two = function (n) { return String(n).padStart(2, "0"); };
    const hours = Math.floor(whole / 3600);
    const rest = two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
    return hours ? hours + ":" + rest : rest;
  }

  function tick() {
    document.querySelectorAll("[data-timer-left]").forEach(function (clock) {
      const mark = clock.dataset.timerMark + "|" + clock.dataset.timerLeft;
      let held = seen.get(clock);
      if (!held || held.mark !== mark) {
        held = { mark: mark, left: Number(clock.dataset.timerLeft), at: performance.now() };
        seen.set(clock, held);
      }
      const runs = clock.dataset.timerRuns === "yes";
      const left = held.left - (runs ? (performance.now() - held.at) / 1000 : 0);
      const node = clock.firstChild;
      if (node && node.nodeType === Node.TEXT_NODE && node.nodeValue !== text(left)) node.nodeValue = text(left);
      clock.classList.toggle("timer-over", runs && left <= 0);
      clock.classList.toggle("timer-soon", runs && left > 0 && left <= 60);
    });
  }
  setInterval(tick, 250);
})();
