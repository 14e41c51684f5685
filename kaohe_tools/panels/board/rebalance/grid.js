// The grid: one line per indicator. Lines are made once; a redraw changes only what reads otherwise.

const EDITED = ["points", "lock", "low", "high"];

function pointsGrid(model, send) {
  let lines = [], chosen = null;
  const head = el("thead"), body = el("tbody"), keys = el("span", { class: "kh-muted kh-keys" });
  const root = el("div", { class: "kh-grid", tabindex: "-1" }, el("table", { class: "kh-table" }, head, body));
  const wrap = el("section", {}, root, keys);
  const later = debounced(80, (id) => send({ action: "select", id }));

  root.addEventListener("focusin", (event) => {
    const at = placeOf(event.target);
    if (!at) return;
    if (at.column !== "lock") event.target.select();
    choose(at.n);
  });
  root.addEventListener("input", (event) => { event.target.dataset.dirty = "true"; });
  root.addEventListener("change", (event) => {
    const at = placeOf(event.target); // what a key has sent already is sent once
    if (at && event.target.dataset.dirty === "true") commit(at, event.target);
  });
  root.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-n]");
    if (row && !event.target.closest("input")) focus(Number(row.dataset.n), "points");
  });
  root.addEventListener("keydown", pressed);
  root.addEventListener("paste", pasted);

  function placeOf(node) {
    const row = node.closest("tr[data-n]");
    return row && EDITED.includes(node.name) ? { n: Number(row.dataset.n), column: node.name } : null;
  }

  function choose(n) {
    if (n === chosen) return;
    if (lines[chosen]) lines[chosen].row.setAttribute("aria-selected", "false");
    chosen = n;
    lines[n].row.setAttribute("aria-selected", "true");
    later(lines[n].id);
  }

  function focus(n, column) {
    const line = lines[Math.min(Math.max(n, 0), lines.length - 1)];
    const goal = line?.inputs[column];
    if (!goal) return;
    goal.focus({ preventScroll: true });
    line.row.scrollIntoView({ block: "nearest" });
  }

  function stored(n, column) {
    const cell = model.get("cells")[n];
    return column === "lock" ? cell.locked : cell[column];
  }

  function commit({ n, column }, node) {
    const id = lines[n].id;
    delete node.dataset.dirty;
    if (column === "lock") {
      send({ action: "lock", id, on: node.checked });
      return;
    }
    if (node.value === stored(n, column)) return;
    send(column === "points" ? { action: "points", id, text: node.value }
      : { action: "limit", id, side: column, text: node.value });
  }

  function pressed(event) {
    const at = placeOf(event.target);
    if (!at || event.isComposing) return;
    const node = event.target, dirty = node.dataset.dirty === "true", order = EDITED.indexOf(at.column);
    const leave = (n, column) => {
      if (dirty) commit(at, node);
      focus(n, column);
    };
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      if (dirty || !["z", "y", "Z", "Y"].includes(event.key)) return;
      send({ action: event.key.toLowerCase() === "y" || event.shiftKey ? "redo" : "undo" });
    } else if (event.key === "Enter") leave(at.n + (event.shiftKey ? -1 : 1), at.column);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      leave(at.n + (event.key === "ArrowDown" ? 1 : -1), at.column);
    } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && !dirty) {
      const next = EDITED[order + (event.key === "ArrowRight" ? 1 : -1)];
      if (next) focus(at.n, next);
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      leave(at.n + (event.key === "PageDown" ? 12 : -12), at.column);
    } else if (event.key === "Escape" && at.column !== "lock") {
      delete node.dataset.dirty;
      node.value = stored(at.n, at.column);
      node.select();
    } else if (event.key === " " && at.column !== "lock") {
      send({ action: "lock", id: lines[at.n].id, on: !stored(at.n, "lock") });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // A block from Excel: lines with tabs. A single value is an ordinary paste into the field.
  function pasted(event) {
    const at = placeOf(event.target), text = event.clipboardData.getData("text/plain");
    const block = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    event.stopPropagation();
    if (!at || (block.length < 2 && block[0].length < 2)) return;
    event.preventDefault();
    send({ action: "paste", column: at.column, id: lines[at.n].id, block });
  }

  function make(row, n) {
    const input = (name) => el("input", { type: "text", name, inputmode: "decimal", autocomplete: "off",
      spellcheck: "false", disabled: !row.editable });
    const lock = el("input", { type: "checkbox", name: "lock", disabled: !row.editable });
    const inputs = { points: input("points"), lock, low: input("low"), high: input("high") };
    const move = el("td", { class: "kh-g-move" }), found = el("td", { class: "kh-g-found" });
    const line = el("tr", { "data-n": n },
      el("td", { class: "kh-g-row" }, row.row),
      el("td", { class: "kh-g-section", title: row.path }, row.section),
      el("td", { class: "kh-g-name", title: row.name }, row.name),
      el("td", { class: `kh-g-period kh-p-${row.kind}` }, row.period),
      el("td", { class: "kh-g-before" }, row.before),
      el("td", { class: "kh-g-points" }, inputs.points), move,
      el("td", { class: "kh-g-lock" }, inputs.lock),
      el("td", { class: "kh-g-limit" }, inputs.low), el("td", { class: "kh-g-limit" }, inputs.high), found);
    return { id: row.id, row: line, inputs, move, found, key: "" };
  }

  function draw() {
    const said = model.get("labels"), rows = model.get("rows") ?? [];
    fill(head, el("tr", {}, [said.row, said.section, said.indicator, said.period, said.before, said.points, said.move,
      said.lock, said.low, said.high, said.findings].map((word) => el("th", { scope: "col" }, word))));
    lines = rows.map(make);
    chosen = null;
    fill(body, lines.map((line) => line.row));
    wrap.hidden = !rows.length;
    paint();
  }

  function paint() {
    const said = model.get("labels"), rows = model.get("rows") ?? [], cells = model.get("cells") ?? [];
    keys.classList.remove("kh-off");
    fill(keys, rows.length ? said.keys : "");
    if (rows.length !== cells.length || lines.length !== cells.length) return;
    cells.forEach((cell, n) => line(lines[n], cell, rows[n], said));
  }

  function line(one, cell, row, said) {
    for (const name of ["points", "low", "high"]) {
      const node = one.inputs[name];
      node.classList.remove("kh-unsaved");
      const typing = node.dataset.dirty === "true" && document.activeElement === node;
      if (!typing && node.value !== cell[name]) {
        node.value = cell[name];
        if (document.activeElement === node) node.select();
      }
    }
    if (one.inputs.lock.checked !== cell.locked) one.inputs.lock.checked = cell.locked;
    const key = [cell.move, cell.locked, cell.found, cell.tip, cell.off, said.points].join("\u0000");
    if (one.key === key) return;
    one.key = key;
    one.row.className = [cell.move && "kh-moved", cell.locked && "kh-locked", cell.off && "kh-beyond"].filter(Boolean)
      .join(" ");
    fill(one.move, cell.move, cell.off && el("span", { class: "kh-off", title: cell.off }, " ▲"));
    fill(one.found, cell.found);
    one.found.className = `kh-g-found kh-${cell.worst || "none"}-text`;
    one.found.title = cell.tip;
    for (const name of EDITED) one.inputs[name].setAttribute("aria-label", `${row.row} ${row.name} ${said[name]}`);
  }
  // Says beneath the grid, and at the values themselves, that the kernel has not taken them.
  function late(text) {
    keys.classList.add("kh-off");
    fill(keys, `▲ ${text}`);
    lines.forEach((one, n) => ["points", "low", "high"].forEach((name) => {
      one.inputs[name].classList.toggle("kh-unsaved", one.inputs[name].value !== stored(n, name));
    }));
  }
  return { root: wrap, draw, paint, focus, late };
}
