// The moving picture of a typical run. The planner counted every number; this file only
// shows one frame after the other, and lets the reader play, pause and step.
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const LARGEST = 88;
  const FASTEST_DOT = 90;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = new WeakMap();

  function part(kind, className, text) {
    const made = document.createElement(kind);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function line(className) {
    const made = document.createElementNS(SVG, "path");
    made.setAttribute("class", className);
    return made;
  }

  const filled = (text, given) => text.replace(/\{(\w+)\}/g, (_, key) => given[key]);
  const highest = (rows) => Math.max(1, ...rows.flat().filter((n) => n !== null));

  class Player {
    constructor(home, flow) {
      this.home = home;
      this.flow = flow;
      this.frames = flow.days.length;
      this.most = highest(flow.waiting);
      this.busiest = highest(flow.joined);
      this.format = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
      this.playing = false;
      this.travelled = 0;
      home.replaceChildren(this.head(), this.controls(), this.scene(), this.staff());
      home.append(part("p", "note", flow.words.area), part("p", "note", flow.words.keys));
      this.ending = new AbortController();
      const { signal } = this.ending;
      home.addEventListener("keydown", (event) => this.key(event), { signal });
      this.watch = new ResizeObserver(() => this.lay());
      this.watch.observe(this.stage);
      this.show(still.matches ? this.frames - 1 : 0);
      this.lay();
      if (still.matches) openTables(home);
      else this.play(true);
    }

    head() {
      const head = part("div", "flow-head");
      this.label = part("span", "badge flow-future", this.flow.words.future);
      this.week = part("strong", "flow-week");
      this.count = part("span", "flow-count");
      this.binds = part("span", "flow-binds");
      this.said = part("p", "flow-now");
      this.said.setAttribute("role", "status");
      this.said.append(this.week, this.count, this.binds);
      head.append(this.label, this.said);
      return head;
    }

    controls() {
      const words = this.flow.words;
      const row = part("div", "flow-controls");
      row.setAttribute("role", "group");
      this.button = this.press("flow-play", words.play, () => this.play(!this.playing));
      const back = this.press("flow-step", words.back, () => this.step(-1));
      const on = this.press("flow-step", words.on, () => this.step(1));
      this.speed = part("select", "flow-speed");
      Object.entries(this.flow.speeds).forEach(([value, text]) => {
        const option = part("option", "", text);
        option.value = value;
        this.speed.append(option);
      });
      this.speed.value = "4";
      this.slider = part("input", "flow-slider");
      Object.assign(this.slider, { type: "range", min: "0", max: this.frames - 1 });
      this.slider.addEventListener("input", () => {
        this.play(false);
        this.show(Number(this.slider.value));
      });
      row.append(this.button, back, on, this.named(words.speed, this.speed));
      const week = this.named(words.slider, this.slider);
      week.classList.add("flow-weeks");
      row.append(week);
      return row;
    }

    press(className, text, act) {
      const made = part("button", className, text);
      made.type = "button";
      made.addEventListener("click", act);
      return made;
    }

    named(text, control) {
      const label = part("label", "flow-label");
      label.append(part("span", "", text), control);
      return label;
    }

    scene() {
      const { words, stages, ways } = this.flow;
      this.stage = part("div", "flow-stage");
      this.stage.tabIndex = 0;
      this.stage.setAttribute("role", "group");
      this.stage.setAttribute("aria-label", words.stages);
      this.svg = document.createElementNS(SVG, "svg");
      this.svg.setAttribute("class", "flow-ways");
      this.svg.setAttribute("aria-hidden", "true");
      this.ways = ways.map(() => [line("flow-way"), line("flow-dots")]);
      this.ways.forEach((pair) => this.svg.append(...pair));
      this.list = part("ol", "flow-cards");
      this.list.style.setProperty("--columns", 1 + Math.max(...stages.map((s) => s.column)));
      this.cards = stages.map((stage, at) => this.card(stage, at));
      this.list.append(...this.cards.map((card) => card.home));
      this.stage.append(this.svg, this.list);
      return this.stage;
    }

    card(stage, at) {
      const { words, roles, waiting } = this.flow;
      const home = part("li", "flow-card");
      home.style.gridColumn = stage.column + 1;
      const queue = part("div", "flow-queue");
      const first = part("span", "flow-first");
      const square = part("span", "flow-square");
      queue.append(first, square);
      first.style.setProperty("--side", this.side(waiting[at][0]));
      const mark = part("span", "flow-mark", "\u25b2 " + words.bottleneck);
      const number = part("span", "flow-number");
      const seen = part("span", "flow-seen");
      home.append(
        part("span", "flow-title", stage.title),
        part("span", "flow-role", roles[stage.bound[0]] || ""),
        queue, number, part("span", "flow-small", words.waiting),
        seen, part("span", "flow-small", words.seen), mark
      );
      return { home, square, mark, number, seen };
    }

    staff() {
      const { words, roles, booked } = this.flow;
      const list = part("ul", "flow-staff");
      list.setAttribute("aria-label", words.staff);
      this.people = booked.map((_row, at) => {
        const home = part("li", "flow-person");
        const bar = part("span", "flow-bar");
        const full = part("span", "flow-full");
        bar.setAttribute("aria-hidden", "true");
        bar.append(full);
        const share = part("span", "flow-share");
        const piled = part("span", "flow-piled");
        const mark = part("span", "flow-mark", "\u25b2 " + words.bottleneck);
        home.append(part("span", "flow-title", roles[at]), bar, share, piled, mark);
        list.append(home);
        return { home, full, share, piled, mark };
      });
      return list;
    }

    side(people) {
      return LARGEST * Math.sqrt(people / this.most) + "px";
    }

    show(frame) {
      this.frame = Math.min(Math.max(frame, 0), this.frames - 1);
      const { flow, frame: at } = this;
      const binds = flow.bottleneck[at];
      const role = flow.roles[binds];
      const given = { day: flow.days[at], number: at + 1, all: this.frames, role };
      this.week.textContent = filled(flow.words.week, given);
      this.count.textContent = filled(flow.words.of, given);
      this.binds.textContent =
        binds < 0 ? flow.words.free : "\u25b2 " + filled(flow.words.binds, given);
      this.slider.value = at;
      this.slider.setAttribute("aria-valuetext", this.week.textContent);
      this.cards.forEach((card, stage) => {
        const people = flow.waiting[stage][at];
        card.square.style.setProperty("--side", this.side(people));
        card.number.textContent = this.format.format(people);
        card.seen.textContent = this.format.format(flow.moved[stage][at]);
        this.bind(card, flow.stages[stage].bound.includes(binds));
      });
      this.people.forEach((person, which) => this.load(person, which, at, binds));
      this.ways.forEach(([way, dots], which) => {
        const wide = 9 * Math.sqrt(flow.joined[which][at] / this.busiest);
        way.style.strokeWidth = wide ? Math.max(1, wide / 3) : 0;
        dots.style.strokeWidth = wide ? Math.max(2, wide) : 0;
      });
    }

    bind(where, yes) {
      where.home.classList.toggle("flow-bound", yes);
      where.mark.hidden = !yes;
    }

    load(person, which, at, binds) {
      const { words, booked, piled } = this.flow;
      const share = booked[which][at];
      const weeks = piled[which][at];
      person.full.style.width = Math.min(100, share || 0) + "%";
      person.share.textContent =
        share === null
          ? words.closed
          : filled(words.booked, { share: this.format.format(share) });
      person.piled.textContent =
        weeks === null ? "" : filled(words.piled, { weeks: this.format.format(weeks) });
      this.bind(person, which === binds);
    }

    // Ways run from card to card; those that pass others by run above them.
    lay() {
      const frame = this.stage.getBoundingClientRect();
      const shift = this.stage.scrollLeft;
      this.svg.setAttribute("width", this.stage.scrollWidth);
      this.svg.setAttribute("height", this.stage.scrollHeight);
      const boxes = this.cards.map(({ home }) => {
        const box = home.getBoundingClientRect();
        const left = box.left - frame.left + shift;
        const top = box.top - frame.top;
        return { left, right: left + box.width, top, middle: top + 80, centre: left + box.width / 2 };
      });
      this.flow.ways.forEach(([from, to], which) => {
        const text = this.way(boxes[from], boxes[to], from, to);
        this.ways[which].forEach((path) => path.setAttribute("d", text));
      });
    }

    way(a, b, from, to) {
      if (from === to) return "";
      if (!a) return `M${b.left - 18},${b.middle + 26} L${b.left},${b.middle + 26}`;
      const gap = this.flow.stages[to].column - this.flow.stages[from].column;
      if (gap === 1) {
        const half = (a.right + b.left) / 2;
        return `M${a.right},${a.middle} C${half},${a.middle} ${half},${b.middle} ${b.left},${b.middle}`;
      }
      const high = Math.min(a.top, b.top) - 12 - 7 * Math.min(4, Math.abs(gap));
      return `M${a.centre},${a.top} C${a.centre},${high} ${b.centre},${high} ${b.centre},${b.top}`;
    }

    play(wanted) {
      if (wanted && this.frame === this.frames - 1) this.show(0);
      this.playing = wanted;
      this.button.textContent = wanted ? this.flow.words.pause : this.flow.words.play;
      this.home.classList.toggle("flow-playing", wanted);
      // While it plays, nobody wants every week read out.
      this.said.setAttribute("aria-live", wanted ? "off" : "polite");
      this.due = 0;
      if (wanted) window.requestAnimationFrame((now) => this.tick(now));
    }

    tick(now) {
      if (!this.playing || !this.home.isConnected) return;
      const since = this.before ? Math.min(100, now - this.before) : 0;
      this.before = now;
      if (!still.matches) {
        this.travelled -= (FASTEST_DOT * since) / 1000;
        this.svg.style.setProperty("--travelled", this.travelled);
      }
      this.due += since;
      const each = 1000 / Number(this.speed.value);
      if (this.due >= each) {
        this.due %= each;
        this.show(this.frame + 1);
      }
      if (this.frame === this.frames - 1) this.play(false);
      else window.requestAnimationFrame((next) => this.tick(next));
    }

    // The same place is given another run.
    end() {
      this.playing = false;
      this.watch.disconnect();
      this.ending.abort();
    }

    step(by) {
      this.play(false);
      this.show(this.frame + by);
    }

    key(event) {
      const on = event.target.tagName;
      if (event.ctrlKey || event.altKey || event.metaKey || on === "SELECT") return;
      if (event.key === " " && on !== "BUTTON") this.play(!this.playing);
      else if (on === "INPUT") return;
      else if (event.key === "ArrowRight") this.step(1);
      else if (event.key === "ArrowLeft") this.step(-1);
      else if (event.key === "Home") this.step(-this.frames);
      else if (event.key === "End") this.step(this.frames);
      else return;
      event.preventDefault();
    }
  }

  function openTables(home) {
    home.parentElement.querySelectorAll("details").forEach((each) => {
      each.open = true;
    });
  }

  function meet() {
    document.querySelectorAll(".flow-player[data-flow]").forEach((home) => {
      const told = home.dataset.flow;
      const before = drawn.get(home);
      if (!told || before?.told === told) return;
      before?.player.end();
      drawn.set(home, { told, player: new Player(home, JSON.parse(told)) });
    });
  }

  new MutationObserver(meet).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-flow"],
  });
})();
