// The strips of the simulation panel: choosing, what is assumed, the cross-check.

function simulateChoose(model, send) {
  const words = Object.fromEntries(["first", "second", "source", "units", "grades", "profile"]
    .map((name) => [name, el("span", { class: "kh-side" })]));
  const file = select("file", "", (name) => send({ action: "file", name }));
  const sheet = select("sheet", "", (name) => send({ action: "sheet", name }));
  const other = select("other", "", (name) => send({ action: "other", name }));
  const source = select("source", "", (name) => send({ action: "source", name }));
  const profile = select("profile", "", (name) => send({ action: "profile", name }));
  const units = typed("units"), grades = typed("grades");
  const input = el("input", { type: "file", hidden: true, onchange: () => {
    if (input.files.length) send.file(input.files[0]);
    input.value = "";
  } });
  const upload = el("button", { class: "kh-button", type: "button", name: "upload", onclick: () => input.click() });
  const again = el("button", { class: "kh-button kh-icon", type: "button", name: "refresh",
    onclick: () => send({ action: "refresh" }) }, "↻");
  const languages = ["zh", "en"].map((lang) => el("button", { type: "button", class: "kh-toggle", name: `lang-${lang}`,
    onclick: () => send({ action: "language", name: lang }) }, lang === "zh" ? "中文" : "EN"));
  const unitsGroup = el("span", { class: "kh-picker" }, words.units, units);
  const root = el("div", { class: "kh-chooser" },
    el("div", { class: "kh-choose" }, words.first, file, sheet, upload, again, input, el("span", { class: "kh-space" }),
      words.profile, profile, el("span", { class: "kh-pair", role: "group" }, languages)),
    el("div", { class: "kh-choose" }, words.second, other, words.source, source, unitsGroup,
      el("span", { class: "kh-picker kh-wide-picker" }, words.grades, grades)));

  function typed(name) {
    let taken = "";
    const field = el("input", { type: "text", name, class: "kh-field", onchange: () => take(), onkeydown: (event) => {
      if (event.key === "Escape") field.value = taken;
      else if (event.key === "Enter") take();
      else return;
      event.preventDefault();
      event.stopPropagation();
    } });
    function take() {
      if (field.value === taken) return;
      taken = field.value;
      send({ action: name, text: taken });
    }
    field.show = (value) => {
      taken = value;
      if (document.activeElement !== field) field.value = value;
    };
    return field;
  }
  function draw() {
    const said = model.get("labels"), now = model.get("options");
    for (const [name, word] of Object.entries(words)) fill(word, said[name]);
    offer(file, said.first, now.files, now.file);
    offer(sheet, said.sheet, now.sheets, now.sheet);
    sheet.hidden = now.sheets.length < 2;
    offer(other, said.second, now.others, now.other);
    offer(source, said.source, now.sources, now.source);
    offer(profile, said.profile, now.profiles, now.profile);
    unitsGroup.hidden = !now.own_units;
    units.show(now.units);
    units.title = said.units_hint;
    units.setAttribute("aria-label", said.units);
    grades.show(now.grades);
    grades.placeholder = now.usual;
    grades.title = said.grades_hint;
    grades.setAttribute("aria-label", said.grades);
    fill(upload, said.upload);
    upload.title = said.upload_hint;
    input.accept = now.accept;
    again.title = said.refresh;
    again.setAttribute("aria-label", said.refresh);
    languages.forEach((button) => button.setAttribute("aria-pressed", button.name === `lang-${now.language}`));
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
    fill(list, now.said.map((line) => el("li", {}, line)),
      now.notes.map((line) => el("li", { class: "kh-note-line" }, "▲ ", line)));
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
  const start = el("button", { type: "button", class: "kh-button", name: "check", onclick: () => send({ action: "check" }) });
  const stop = el("button", { type: "button", class: "kh-button", name: "stop", onclick: () => send({ action: "stop" }) });
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
    fill(busy, el("span", { class: "kh-spin" }), word);
  }
  function answered() {
    delete root.dataset.busy;
    fill(busy);
  }
  return { root, draw, wait, answered };
}
