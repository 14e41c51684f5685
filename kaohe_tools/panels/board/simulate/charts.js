// The two pictures that follow a slider, drawn as SVG from the kernel's figures.

const WIDE = 560, TALL = 250, LEFT = 50, RIGHT = 8, HEAD = 40, FOOT = 24;

function axisText(x, y, words, anchor = "middle", kind = "kh-tick") {
  return shape("text", { x, y, "text-anchor": anchor, class: kind }, words);
}

// About how wide a label is; what is written in Chinese is twice as wide a letter.
function labelWidth(words) {
  return [...words].reduce((width, letter) => width + (letter > "\u2e80" ? 14 : 7.5), 10);
}

// The middles of labels in one row; those that would touch move apart, in order.
function spaced(places, widths, low, high) {
  const fit = Math.min(1, (high - low) / widths.reduce((sum, width) => sum + width, 0));
  const half = widths.map((width) => (width * fit) / 2), found = [];
  places.forEach((place, n) => {
    found[n] = Math.max(place, n ? found[n - 1] + half[n - 1] + half[n] : low + half[n]);
  });
  for (let n = found.length - 1, edge = high; n >= 0; edge = found[n] - half[n], n -= 1) found[n] = Math.min(found[n], edge - half[n]);
  return found;
}

function patterns(id) {
  return shape("defs", {}, shape("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)" }, shape("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "kh-stripe" })));
}

function marks(top, tall, y) {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find((one) => top / one <= 5) ?? 0.25;
  const lines = [];
  for (let at = 0; at <= top + 1e-9; at += step) {
    lines.push(shape("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(at), y2: y(at), class: "kh-gridline" }),
      axisText(LEFT - 5, y(at) + 4, `${Math.round(at * 100)}%`, "end"));
  }
  return lines;
}

function distributionPicture() {
  const root = shape("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, class: "kh-picture", role: "img" });
  function draw(now, names, title) {
    root.setAttribute("aria-label", `${title} ${now.said.join(" ")}`);
    const low = now.starts[0], high = now.starts.at(-1) + now.width, floor = TALL - FOOT;
    const x = (points) => LEFT + ((points - low) / (high - low)) * (WIDE - LEFT - RIGHT);
    const y = (share) => floor - (share / now.top) * (floor - HEAD - 14);
    const across = x(low + now.width) - x(low), nodes = marks(now.top, TALL, y);
    now.starts.forEach((start, n) => {
      const group = shape("g", {}, shape("title", {}, now.tips[n]));
      now.shares.forEach((row, which) => group.append(shape("rect", { x: x(start) + (which ? 0 : 0.5), y: y(row[n]),
        width: Math.max(0.5, across - (which ? 0 : 1)), height: Math.max(0, floor - y(row[n])), class: `kh-bar-${which}` })));
      nodes.push(group);
    });
    if (now.shares.length === 2) {
      const steps = now.starts.flatMap((start, n) => [`${x(start)},${y(now.shares[1][n])}`,
        `${x(start) + across},${y(now.shares[1][n])}`]);
      nodes.push(shape("polyline", { points: `${x(low)},${floor} ${steps.join(" ")} ${x(high)},${floor}`, class: "kh-outline" }));
    }
    const lines = [...now.lines].sort((a, b) => a.at - b.at);
    const places = spaced(lines.map((line) => x(line.at)), lines.map((line) => labelWidth(line.said)), LEFT, WIDE);
    lines.forEach((line, n) => nodes.push(
      shape("polyline", { points: `${x(line.at)},${floor} ${x(line.at)},${HEAD} ${places[n]},${HEAD - 14}`, class: "kh-gradeline" }),
      axisText(places[n], HEAD - 18, line.said)));
    now.means.forEach((mean, which) => nodes.push(shape("path", { class: `kh-mean-${which}`,
      d: which ? `M ${x(mean) - 6} ${HEAD + 12} l 12 0 l -6 -10 z` : `M ${x(mean) - 6} ${HEAD + 2} l 12 0 l -6 10 z` },
    shape("title", {}, `${names[which] ?? ""} ${now.means_said[which]}`))));
    nodes.push(shape("line", { x1: LEFT, x2: WIDE - RIGHT, y1: floor, y2: floor, class: "kh-axis" }));
    now.ticks.forEach((tick) => nodes.push(axisText(Math.min(x(tick), WIDE - labelWidth(String(tick)) / 2), floor + 15, String(tick))));
    root.replaceChildren(patterns("kh-stripes-d"), ...nodes);
  }
  return { root, draw };
}

function gradesPicture() {
  const root = shape("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, class: "kh-picture", role: "img" });
  function draw(now, names, title) {
    root.setAttribute("aria-label", `${title} ${now.said.join(" ")}`);
    const floor = TALL - FOOT - 32, slot = (WIDE - LEFT - RIGHT) / now.bars.length;
    const y = (share) => floor - (share / now.top) * (floor - 26);
    const nodes = marks(now.top, TALL, y);
    now.bars.forEach((bar, n) => {
      const middle = LEFT + slot * (n + 0.5), width = Math.min(slot * 0.88, bar.shares.length * 70) / bar.shares.length;
      bar.shares.forEach((share, which) => {
        const left = middle + (which - bar.shares.length / 2) * width;
        nodes.push(shape("g", {}, shape("title", {}, `${bar.name} ${names[which] ?? ""} ${bar.said[which]}`),
          shape("rect", { x: left + 1, y: y(share), width: width - 2, height: Math.max(0, floor - y(share)),
            class: `kh-bar-${which} kh-solid` })),
        axisText(left + width / 2, y(share) - 4, bar.said[which]));
      });
      if (bar.quota !== null) {
        nodes.push(shape("line", { x1: middle - slot * 0.46, x2: middle + slot * 0.46, y1: y(bar.quota), y2: y(bar.quota),
          class: "kh-quota" }, shape("title", {}, bar.quota_said)));
      }
      nodes.push(axisText(middle, floor + 16, bar.name, "middle", "kh-tick kh-strong"), axisText(middle, floor + 33, bar.line),
        axisText(middle, floor + 50, bar.quota_said));
    });
    nodes.push(shape("line", { x1: LEFT, x2: WIDE - RIGHT, y1: floor, y2: floor, class: "kh-axis" }));
    root.replaceChildren(patterns("kh-stripes-g"), ...nodes);
  }
  return { root, draw };
}

function plainTable(table) {
  return el("table", { class: "kh-table" },
    el("thead", {}, el("tr", {}, table.head.map((cell) => el("th", { scope: "col" }, cell)))),
    el("tbody", {}, table.rows.map((row) => el("tr", {}, row.map((cell, n) => el("td",
      { class: n && cell.length < 24 ? "kh-num" : "kh-words" }, cell))))));
}

function livePane(model, send) {
  const method = el("span", { class: "kh-muted", role: "status" }), key = el("span", { class: "kh-legend" });
  const sides = [["distribution", distributionPicture()], ["grades", gradesPicture()]].map(([name, picture]) => {
    const title = el("b", {}), said = el("div", { class: "kh-reading" }), word = el("span", {});
    const table = el("div", { class: "kh-tablebox" }), more = el("details", {}, el("summary", {}, word), table);
    more.addEventListener("toggle", () => redraw(name));
    return { name, picture, title, said, word, table, more, root: el("section", { class: `kh-side-${name}` },
      el("div", { class: "kh-caption" }, title, el("span", { class: "kh-space" }), saveButtons(name, send)),
      picture.root, said, more) };
  });
  const root = el("div", { class: "kh-live" }, el("div", { class: "kh-live-head" }, key, el("span", { class: "kh-space" }), method),
    el("div", { class: "kh-two" }, sides.map((side) => side.root)));
  function redraw(name) {
    const side = sides.find((one) => one.name === name), now = model.get("live");
    if (now && side.more.open) fill(side.table, plainTable(now[name].table)); // only while it is looked at
  }
  function draw() {
    const said = model.get("labels"), now = model.get("live");
    root.hidden = !now;
    if (!now) return;
    fill(method, now.quick && el("span", { class: "kh-spin" }), now.method);
    fill(key, now.names.map((name, n) => el("span", { class: "kh-keyed" }, el("i", { class: `kh-key kh-key-${n}` }), name,
      " ", el("span", { class: "kh-muted" }, `${n ? "▲" : "▼"} ${now.distribution.means_said[n]}`))));
    for (const side of sides) {
      const title = side.name === "grades" ? said.shares : said.distribution;
      fill(side.title, title);
      side.picture.draw(now[side.name], now.names, title);
      fill(side.said, now[side.name].said.map((line) => el("p", {}, line)));
      fill(side.word, said.table);
      redraw(side.name);
    }
  }
  return { root, draw };
}

function saveButtons(name, send) {
  return el("span", { class: "kh-saves" }, ["png", "svg"].map((form) => el("button", { type: "button", class: "kh-link",
    name: `save-${name}-${form}`, onclick: () => send({ action: "save", name, form }) }, form.toUpperCase())));
}
