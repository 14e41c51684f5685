// The section bar: sums, limits and sliders; the milestones' share with its band.

// While a slider moves, one message is under way at a time and the newest wins; letting go saves.
function slider(send, message) {
  let held = false, waiting = false, next = null, stored = 0;
  const root = el("input", { type: "range", class: "kh-slider",
    oninput: () => {
      held = true;
      next = { action: "slide", ...message(root.value) };
      flush();
    },
    onchange: () => {
      const asked = message(root.value);
      held = false;
      next = null;
      send({ action: "release", ...asked });
    },
    onkeydown: (event) => event.stopPropagation() });
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  function flush() {
    if (waiting || !next) return;
    waiting = true;
    send(next);
    next = null;
  }
  function answered() {
    waiting = false;
    flush();
  }
  function show(value, most, step) {
    if (held) return;
    stored = value;
    root.min = 0;
    root.max = most;
    root.step = step;
    root.value = value;
  }
  // What it stands for: its own place lies on its steps only, the value need not (62.5 %).
  return { root, show, answered, value: () => (held ? Number(root.value) : stored) };
}

function shareBar(model, send) {
  const label = el("span", { class: "kh-caption" }), now = el("b", {}), verdict = el("span", {});
  const band = el("span", { class: "kh-band" }), mark = el("span", { class: "kh-here-mark", "aria-hidden": "true" });
  const both = (changed) => ({ what: "share",
    low: `${Math.min(low.value(), high.value())}%`, high: `${Math.max(low.value(), high.value())}%`, changed });
  const low = slider(send, () => both("low")), high = slider(send, () => both("high"));
  low.root.name = "share-low";
  high.root.name = "share-high";
  const lowField = field("share-low-field", (text) => send({ action: "share", low: text, high: highField.root.value }));
  const highField = field("share-high-field", (text) => send({ action: "share", low: lowField.root.value, high: text }));
  const root = el("div", { class: "kh-sharebar" },
    el("div", { class: "kh-line" }, el("span", {}, label, " ", now, " ", verdict),
      el("span", { class: "kh-bandfields" }, lowField.root, " – ", highField.root)),
    el("div", { class: "kh-bandtrack" }, band, mark, low.root, high.root));
  function draw() {
    const said = model.get("labels"), share = model.get("head")?.share;
    root.hidden = !share;
    if (!share) return;
    fill(label, said.share);
    fill(now, share.said);
    fill(verdict, share.verdict ? `▲ ${share.verdict}` : share.asked && "✓");
    verdict.className = share.verdict ? "kh-off" : "kh-right";
    lowField.show(share.low_said, said.share_low);
    highField.show(share.high_said, said.share_high);
    low.show(share.low, 100, 1);
    high.show(share.high, 100, 1);
    for (const [one, words] of [[low, said.share_low], [high, said.share_high]]) {
      one.root.title = said.slide_share_hint;
      one.root.setAttribute("aria-label", words);
    }
    band.style.left = `${share.low}%`;
    band.style.width = `${share.high - share.low}%`;
    mark.style.left = `${share.now}%`;
    mark.title = share.said;
  }
  return { root, draw, answered: () => [low, high].forEach((one) => one.answered()) };
}

function sectionBar(model, send) {
  let lines = [], drawn = "";
  const heads = Array.from({ length: 6 }, () => el("span", { role: "columnheader" }));
  const head = el("div", { class: "kh-sectionline kh-sectionhead", role: "row" }, heads);
  const list = el("div", { class: "kh-sections", role: "table" });
  const share = shareBar(model, send);
  const root = el("section", { class: "kh-sectionpane" }, share.root, list);

  function make(section) {
    const path = section.path;
    const slide = slider(send, (value) => ({ what: "section", path, value }));
    const low = field("section-low", (text) => send({ action: "section", path, side: "low", text }));
    const high = field("section-high", (text) => send({ action: "section", path, side: "high", text }));
    const fix = el("input", { type: "checkbox", name: "fix",
      onchange: () => send({ action: "fix", path, on: fix.checked }) });
    const name = el("span", { class: "kh-name", role: "rowheader", title: path.join(" / ") }, section.name);
    name.style.paddingLeft = `${section.depth * 12}px`;
    const sums = el("span", { class: "kh-sums", role: "cell" });
    const line = el("div", { class: "kh-sectionline", role: "row" }, name, sums, slide.root,
      el("label", { class: "kh-fix", role: "cell" }, fix), low.root, high.root);
    return { line, name, sums, slide, low, high, fix };
  }

  function draw() {
    const said = model.get("labels"), sections = model.get("sections") ?? [];
    share.draw();
    const key = JSON.stringify(sections.map((s) => s.path));
    if (key !== drawn) {
      drawn = key;
      lines = sections.map(make);
      fill(list, head, lines.map((one) => one.line));
    }
    root.hidden = !sections.length && !model.get("head")?.share;
    [said.sections, said.points, "", said.fix, said.low, said.high].forEach((word, n) => fill(heads[n], word));
    sections.forEach((section, n) => paint(lines[n], section, said));
  }

  function paint(one, section, said) {
    one.line.classList.toggle("kh-moved", Boolean(section.move));
    fill(one.sums, section.off && el("span", { class: "kh-off", title: section.off }, "▲"),
      section.move && el("small", { class: "kh-was" }, section.before), el("b", {}, section.now));
    one.slide.show(section.value, section.most, section.step);
    one.slide.root.title = said.slide_hint;
    one.slide.root.setAttribute("aria-label", `${section.name} ${said.points}`);
    one.fix.checked = section.fixed;
    one.fix.title = said.fix_hint;
    one.fix.setAttribute("aria-label", `${section.name} ${said.fix}`);
    one.low.show(section.low, `${section.name} ${said.low}`);
    one.high.show(section.high, `${section.name} ${said.high}`);
  }
  return { root, draw, answered: () => {
    share.answered();
    lines.forEach((one) => one.slide.answered());
  } };
}
