// Points before and now, by section and by indicator, drawn as SVG.

function columnChart(height, onclick) {
  const WIDTH = 1000;
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: "none", class: "kh-chart",
    role: "img" });
  let columns = [];
  svg.addEventListener("click", (event) => {
    const at = columns.findIndex((one) => one.group === event.target.closest("g"));
    if (at >= 0) onclick(at);
  });

  // A column stays the same element; only its height changes, so that a redraw is cheap.
  function make(count) {
    const step = WIDTH / Math.max(count, 1), gap = Math.min(step * 0.25, 6);
    columns = Array.from({ length: count }, (_, n) => {
      const x = n * step + gap / 2, width = step - gap;
      const bar = shape("rect", { x, width, class: "kh-now" });
      const was = shape("rect", { x, width, height: 1.5, class: "kh-before" });
      const title = shape("title");
      const area = shape("rect", { x: n * step, width: step, y: 0, height, class: "kh-area" });
      return { bar, was, title, group: shape("g", {}, title, area, bar, was) };
    });
    svg.replaceChildren(...columns.map((one) => one.group));
  }

  function draw(items, label) {
    if (items.length !== columns.length) make(items.length);
    svg.setAttribute("aria-label", label);
    const top = Math.max(1e-9, ...items.map((item) => Math.max(item.was, item.now)));
    items.forEach((item, n) => {
      const one = columns[n], key = `${top} ${item.title}`;
      if (one.key === key) return;
      one.key = key;
      const tall = (item.now / top) * (height - 4);
      one.bar.setAttribute("y", height - tall);
      one.bar.setAttribute("height", tall);
      one.was.setAttribute("y", height - (item.was / top) * (height - 4) - 0.75);
      one.group.setAttribute("class", item.now > item.was ? "kh-up" : item.now < item.was ? "kh-down" : "kh-same");
      one.title.textContent = item.title;
    });
  }
  return { root: svg, draw };
}

function chartPane(model, choose) {
  const bySection = columnChart(96, () => {}), byRow = columnChart(96, (n) => choose(n));
  const captions = [el("span", {}), el("span", {})], legend = el("span", { class: "kh-legend" });
  const root = el("section", { class: "kh-charts" },
    el("div", { class: "kh-caption" }, captions[0], legend), bySection.root,
    el("div", { class: "kh-caption" }, captions[1]), byRow.root);
  function draw() {
    const said = model.get("labels"), rows = model.get("rows") ?? [], cells = model.get("cells") ?? [];
    const sections = lowest(model.get("sections") ?? []);
    root.hidden = !rows.length || rows.length !== cells.length;
    if (root.hidden) return;
    fill(captions[0], said.chart_sections);
    fill(captions[1], said.chart_rows);
    fill(legend, el("i", { class: "kh-key kh-key-was" }), said.chart_was, "　", el("i", { class: "kh-key kh-key-up" }), "+　",
      el("i", { class: "kh-key kh-key-down" }), "−　", el("i", { class: "kh-key kh-key-same" }), "=");
    bySection.root.style.display = captions[0].parentNode.style.display = sections.length > 1 ? "" : "none";
    bySection.draw(sections.map((s) => ({ was: s.was, now: s.value,
      title: `${s.name} ${s.before}${s.move && ` → ${s.now} (${s.move})`}` })), said.chart_sections);
    byRow.draw(rows.map((row, n) => ({ was: row.value, now: cells[n].value,
      title: `${row.row} ${row.name} ${row.before}${cells[n].move && ` → ${cells[n].points} (${cells[n].move})`}` })),
    said.chart_rows);
  }
  // Sections without another one below them in the list.
  function lowest(sections) {
    return sections.filter((s, n) => !sections[n + 1] || sections[n + 1].depth <= s.depth);
  }
  return { root, draw };
}
