/* Editable grids: a table of inputs drawn from a text field and written back into it. */
(function () {
  "use strict";
  const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
  const parse = (text) => text.replace(/\r/g, "").split("\n").map((line) => line.split("\t"));

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function start(source) {
    const field = source.querySelector("textarea");
    if (!field || source.dataset.drawn) return;
    source.dataset.drawn = "yes";
    const words = source.dataset, past = [];
    const [heads, ...first] = parse(field.value);
    let rows = first;
    const frame = element("div", { class: "table-frame grid-frame", tabindex: "0", role: "region", "aria-label": words.title });
    const buttons = element("div", { class: "control-row grid-buttons" });
    source.append(frame, buttons);

    const text = () => [heads, ...rows].map((row) => row.join("\t")).join("\n");
    const square = (row) => heads.map((_, place) => row[place] || "");
    function send() {
      write.call(field, text());
      field.dispatchEvent(new Event("input", { bubbles: true }));
      undo.disabled = !past.length;
    }
    function remember() { past.push(JSON.stringify(rows)); if (past.length > 100) past.shift(); }
    function change(next) { remember(); rows = next.map(square); draw(); send(); }
    function back() {
      if (!past.length) return;
      rows = JSON.parse(past.pop());
      draw(); send();
    }
    function focus(row, column) {
      const input = frame.querySelector(`[data-at="${row}:${column}"]`);
      if (input) { input.focus(); input.select(); }
    }

    function cell(row, column) {
      const label = words.cell.replace("@", heads[column]).replace("#", String(row + 1));
      const input = element("input", { type: "text", "aria-label": label, "data-at": `${row}:${column}`, autocomplete: "off" });
      input.value = rows[row][column] || "";
      input.addEventListener("change", function () {
        remember(); rows[row][column] = input.value.replace(/[\t\n]/g, " "); send();
      });
      input.addEventListener("paste", function (event) {
        const pasted = event.clipboardData.getData("text").replace(/\n$/, "");
        if (!/[\t\n]/.test(pasted)) return;
        event.preventDefault();
        const next = rows.map(square);
        parse(pasted).forEach(function (line, down) {
          while (next.length <= row + down) next.push(square([]));
          line.forEach(function (value, across) {
            if (column + across < heads.length) next[row + down][column + across] = value.trim();
          });
        });
        change(next); focus(row, column);
      });
      input.addEventListener("keydown", function (event) {
        const down = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
        if (down) {
          event.preventDefault();
          input.dispatchEvent(new Event("change"));
          focus(row + down, column);
        } else if (event.key === "z" && (event.ctrlKey || event.metaKey) && input.value === (rows[row][column] || "")) {
          event.preventDefault(); back(); focus(row, column);
        }
      });
      return input;
    }

    function draw() {
      const table = element("table", { class: "table grid-table" });
      table.append(element("caption", { class: "for-screen-readers" }, words.title));
      const head = element("tr", {});
      heads.forEach((heading) => head.append(element("th", { scope: "col" }, heading)));
      head.append(element("td", {}));
      table.append(element("thead", {}), element("tbody", {}));
      table.tHead.append(head);
      rows.forEach(function (_, row) {
        const line = element("tr", {});
        heads.forEach(function (_heading, column) {
          const box = element("td", {});
          box.append(cell(row, column)); line.append(box);
        });
        const box = element("td", {});
        const name = words.remove.replace("#", String(row + 1));
        const remove = element("button", { type: "button", class: "lever-step", "aria-label": name }, "\u00d7");
        remove.addEventListener("click", function () {
          change(rows.filter((_row, place) => place !== row));
          (frame.querySelector(`[data-at="${Math.min(row, rows.length - 1)}:0"]`) || add).focus();
        });
        box.append(remove); line.append(box);
        table.tBodies[0].append(line);
      });
      frame.replaceChildren(table);
    }

    const add = element("button", { type: "button", class: "grid-button" }, words.add);
    add.addEventListener("click", function () { change([...rows, square([])]); focus(rows.length - 1, 0); });
    const undo = element("button", { type: "button", class: "grid-button" }, words.undo);
    undo.disabled = true;
    undo.addEventListener("click", function () { back(); if (undo.disabled) add.focus(); });
    buttons.append(add, undo);
    draw();
  }

  const all = () => document.querySelectorAll(".grid-source:not([data-drawn])").forEach(start);
  new MutationObserver(all).observe(document.documentElement, { childList: true, subtree: true });
  all();
})();
