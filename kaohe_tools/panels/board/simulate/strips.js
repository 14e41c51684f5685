// The strips of the simulation panel: choosing, what is assumed, the cross-check.

const SCHEME_A = { name: "file", sheetName: "sheet", label: "first", sheetLabel: "sheet", of: (options) => options };

function simulateChoose(model, send) {
  const words = Object.fromEntries(["first", "second", "source", "units", "grades"]
    .map((name) => [name, el("span", { class: "kh-side" })]));
  const book = workbookPicker(model, send, SCHEME_A), taker = sheetTaker(model, send), picker = profilePicker(model, send);
  const other = select("other", "", (name) => send({ action: "other", name }));
  const source = select("source", "", (name) => send({ action: "source", name }));
  const units = field("units", (text) => send({ action: "units", text }));
  const grades = field("grades", (text) => send({ action: "grades", text }));
  const unitsGroup = el("span", { class: "kh-picker" }, words.units, units.root);
  const root = el("div", { class: "kh-chooser" },
    el("div", { class: "kh-choose" }, words.first, book.roots, taker.roots, picker.roots),
    el("div", { class: "kh-choose" }, words.second, other, words.source, source, unitsGroup,
      el("span", { class: "kh-picker kh-wide-picker" }, words.grades, grades.root)));
  function draw() {
    const said = model.get("labels"), now = model.get("options");
    for (const [name, word] of Object.entries(words)) fill(word, said[name]);
    [book, taker, picker].forEach((part) => part.draw());
    offer(other, said.second, now.others, now.other);
    offer(source, said.source, now.sources, now.source);
    unitsGroup.hidden = !now.own_units;
    units.show(now.units, said.units_hint);
    units.root.setAttribute("aria-label", said.units);
    grades.show(now.grades, said.grades_hint);
    grades.root.placeholder = now.usual;
    grades.root.setAttribute("aria-label", said.grades);
  }
  return { root, draw };
}

// What is assumed stands before any figure; beside it the sliders that change it.
function assumedPane(model, send) {
  const title = el("b", {}), list = el("ul", { class: "kh-assumed-said" }), held = new Map();
  const back = el("button", { type: "button", class: "kh-link", name: "back", onclick: () => send({ action: "back" }) });
  const lines = el("div", { class: "kh-sliders" });
  const root = el("section", { class: "kh-assumed" },
    el("div", { class: "kh-assumed-text" }, el("div", { class: "kh-caption" }, title), list),
    el("div", {}, lines, back));
  function make(one) {
    const value = el("output", { class: "kh-slid" });
    const label = el("span", {});
    const slider = el("input", { type: "range", class: "kh-slider", name: one.name, min: one.low, max: one.high,
      step: one.step, oninput: () => send.slide({ action: "slide", name: one.name, value: Number(slider.value) }) });
    const row = el("label", { class: `kh-sliderline kh-${one.name}` }, label, slider, value);
    lines.append(row);
    held.set(one.name, { slider, value, label, row });
  }
  function draw() {
    const said = model.get("labels"), now = model.get("assumed");
    root.hidden = !now.sliders.length;
    if (root.hidden) return;
    fill(title, said.assumed);
    fill(back, said.back);
    fill(list, now.notes.map((line) => el("li", { class: "kh-note-line" }, "▲ ", line)),
      now.said.map((line) => el("li", {}, line)));
    for (const one of now.sliders) {
      if (!held.has(one.name)) make(one);
      const parts = held.get(one.name);
      fill(parts.label, one.label);
      parts.row.title = one.hint;
      parts.slider.disabled = one.off;
      parts.slider.setAttribute("aria-valuetext", one.said);
      if (document.activeElement !== parts.slider) parts.slider.value = one.value;
      fill(parts.value, one.said);
    }
  }
  return { root, draw };
}

function checkStrip(model, send) {
  const start = textButton("check", () => send({ action: "check" }));
  const stop = textButton("stop", () => send({ action: "stop" }));
  const bar = el("progress", { max: 1, value: 0 }), told = el("span", { class: "kh-checked", role: "status" });
  const busy = el("span", { class: "kh-state", role: "status" });
  const root = el("div", { class: "kh-foot" }, start, stop, bar, told, el("span", { class: "kh-space" }), busy);
  function draw() {
    const words = model.get("labels"), now = model.get("check");
    fill(start, words.check);
    start.title = words.check_hint;
    start.disabled = !model.get("figures") || Boolean(now?.running);
    fill(stop, words.stop);
    stop.hidden = bar.hidden = !now?.running;
    bar.value = now?.part ?? 0;
    bar.setAttribute("aria-label", now?.progress ?? "");
    told.className = `kh-checked ${now?.agrees === false ? "kh-off" : now?.agrees ? "kh-right" : ""}`;
    fill(told, now?.running ? now.progress
      : now && [now.agrees === true && "✓ ", now.agrees === false && "✕ ", now.said.join(" ")]);
    if (!root.dataset.busy) fill(busy);
  }
  function wait(word) {
    root.dataset.busy = word;
    busyText(busy, word);
  }
  function answered() {
    delete root.dataset.busy;
    fill(busy);
  }
  return { root, draw, wait, answered };
}
