// Figures in the colours of the theme: each colour that the planner draws with has a
// twin for dark grounds, told in the page's head. Printed, everything is light.
(function () {
  "use strict";
  const root = document.documentElement;
  const told = document.querySelector("meta[name=dark-colours]");
  const twins = JSON.parse(told ? told.content : "{}");
  const given = new WeakMap();

  function themed(value) {
    if (typeof value === "string") {
      return twins[value.toLowerCase().replace(/\s/g, "")] || value;
    }
    if (Array.isArray(value)) {
      return typeof value[0] === "number" ? value : value.map(themed);
    }
    if (value && Object.getPrototypeOf(value) === Object.prototype) {
      return Object.fromEntries(
        Object.entries(value).map(([key, part]) => [key, themed(part)])
      );
    }
    return value;
  }

  function inTheme(figure) {
    if (root.dataset.mantineColorScheme !== "dark") return figure;
    return { ...figure, data: themed(figure.data), layout: themed(figure.layout) };
  }

  function follow(plotly, name) {
    const draw = plotly[name];
    plotly[name] = function (graph, data, layout, config) {
      const whole = Array.isArray(data) || !data ? { data, layout, config } : data;
      given.set(graph, whole);
      return draw.call(plotly, graph, inTheme(whole));
    };
  }

  function drawAgain() {
    document.querySelectorAll(".js-plotly-plot").forEach((graph) => {
      if (given.has(graph)) window.Plotly.react(graph, given.get(graph));
    });
  }

  // Months on axes and in boxes are those of the page's language.
  function speak(plotly) {
    const named = document.querySelector("meta[name=month-names]");
    if (!named || root.lang === "en") return;
    const format = JSON.parse(named.content);
    plotly.register({ moduleType: "locale", name: root.lang, dictionary: {}, format });
    plotly.setPlotConfig({ locale: root.lang });
  }

  if (window.Plotly) {
    speak(window.Plotly);
    ["newPlot", "react"].forEach((name) => follow(window.Plotly, name));
  }
  new MutationObserver(drawAgain).observe(root, {
    attributeFilter: ["data-mantine-color-scheme"],
  });

  let before = "";
  window.addEventListener("beforeprint", () => {
    before = root.dataset.mantineColorScheme;
    root.dataset.mantineColorScheme = "light";
  });
  window.addEventListener("afterprint", () => {
    root.dataset.mantineColorScheme = before;
  });
})();
