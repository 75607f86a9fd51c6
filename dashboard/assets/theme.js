// Before anything is drawn: the theme of the address, of an earlier choice, or of the
// system. Mantine keeps the choice under the same name, and follows it from then on.
(function () {
  "use strict";
  const KEY = "mantine-color-scheme-value";
  const address = new URL(window.location.href);
  const asked = address.searchParams.get("theme");
  try {
    if (["light", "dark", "auto"].includes(asked)) {
      window.localStorage.setItem(KEY, asked);
      address.searchParams.delete("theme");
      window.history.replaceState(null, "", address);
    }
  } catch (refused) {
    // A browser without storage follows its system.
  }
  let chosen = null;
  try {
    chosen = window.localStorage.getItem(KEY);
  } catch (refused) {
    // As above.
  }
  const system = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = chosen === "dark" || (chosen !== "light" && system);
  document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
})();
