// The findings table of the review panel with its filters, and the keys that move in it.

function filterBar(model, send) {
  const marks = ["error", "warning", "note"].map((key) => el("button", { type: "button", class: `kh-toggle kh-${key}`,
    name: `severity-${key}`, onclick: () => {
      const on = new Set(model.get("filters").severities);
      on.has(key) ? on.delete(key) : on.add(key);
      send({ action: "filter", severities: [...on] });
    } }));
  const family = select("family", "", (value) => send({ action: "filter", family: value }));
  const indicator = select("indicator", "", (value) => send({ action: "filter", indicator: value }));
  const later = debounced(120, (text) => send({ action: "filter", text }));
  const text = el("input", { type: "search", name: "text", class: "kh-search", oninput: () => later(text.value),
    onkeydown: (event) => {
      if (event.key !== "Escape" && event.key !== "ArrowDown") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") {
        text.value = "";
        send({ action: "filter", text: "" });
      }
      root.nextElementSibling?.focus();
    } });
  const shown = el("span", { class: "kh-muted kh-shown", role: "status" });
  const clear = el("button", { type: "button", class: "kh-link", name: "clear",
    onclick: () => send({ action: "clear" }) });
  const root = el("div", { class: "kh-filters" }, el("span", { class: "kh-pair", role: "group" }, marks),
    family, indicator, text, shown, clear);
  function draw() {
    const said = model.get("labels"), now = model.get("filters"), head = model.get("header");
    marks.forEach((button, n) => {
      const count = head ? head.counts[n] : null;
      button.setAttribute("aria-pressed", now.severities.includes(button.name.slice(9)));
      fill(button, count ? `${count.mark} ${count.label} ${count.count}` : "");
      button.hidden = !count;
    });
    offer(family, said.family, [{ value: "", label: said.all_families }, ...now.families], now.family);
    offer(indicator, said.indicator, [{ value: "", label: said.all_indicators }, ...now.indicators], now.indicator);
    if (document.activeElement !== text) text.value = now.text;
    text.placeholder = said.search;
    text.setAttribute("aria-label", said.search);
    fill(shown, now.shown);
    fill(clear, said.clear);
    clear.hidden = !now.active;
  }
  return { root, draw, focus: () => { text.focus(); text.select(); } };
}

function findingsTable(model, send) {
  let chosen = null, made = [];
  const head = el("thead"), body = el("tbody");
  const root = el("div", { class: "kh-findings", tabindex: "0", role: "region", onkeydown: keys, onclick: clicked },
    el("table", { class: "kh-table" }, head, body));
  const rowOf = (index) => [...body.children].find((row) => row.dataset.index === String(index));

  function mark(index) {
    chosen = index;
    for (const row of body.children) row.setAttribute("aria-selected", row.dataset.index === String(index));
  }

  function choose(index) {
    mark(index);
    rowOf(index)?.scrollIntoView({ block: "nearest" });
    send({ action: "select", index });
  }

  function clicked(event) {
    const row = event.target.closest("tr[data-index]");
    if (!row) return;
    const index = Number(row.dataset.index);
    const what = event.target.closest("button")?.name;
    if (index !== chosen) choose(index);
    if (what === "explain") send({ action: "explain", toggle: true });
  }

  function keys(event) {
    const rows = model.get("shown"), now = rows.indexOf(chosen), last = rows.length - 1;
    const goal = { ArrowDown: now + 1, ArrowUp: now < 0 ? last : now - 1, Home: 0, End: last, PageDown: now + 10,
      PageUp: now - 10 }[event.key];
    if (goal !== undefined && rows.length) choose(rows[Math.min(Math.max(goal, 0), last)]);
    else if (event.key === "Enter" && chosen !== null) send({ action: "explain", toggle: true });
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  }

  function draw() {
    const said = model.get("labels"), rows = model.get("rows");
    root.setAttribute("aria-label", said.findings);
    fill(head, el("tr", {}, [said.severity, said.code, said.row, said.message, said.cell, ""].map((word, n) =>
      el("th", { class: `kh-c${n}`, scope: "col" }, word))));
    made = rows.map((row) => el("tr", { "data-index": row.index, class: `kh-${row.severity}` },
      el("td", { class: "kh-c0" }, el("span", { class: "kh-mark", "aria-hidden": "true" }, row.mark), ` ${row.label}`),
      el("td", { class: "kh-c1", title: row.title }, row.code),
      el("td", { class: "kh-c2" }, row.row),
      el("td", { class: "kh-c3" }, row.message),
      el("td", { class: "kh-c4", title: row.cells.join(" ") }, row.cells[0],
        row.cells.length > 1 && el("small", {}, ` +${row.cells.length - 1}`)),
      el("td", { class: "kh-c5" }, el("button", { type: "button", class: "kh-link", name: "explain", tabindex: "-1" },
        said.explain))));
    filter();
  }

  // Rows are made once per review and language; a filter only takes them out and puts them back.
  function filter() {
    const said = model.get("labels"), shown = model.get("shown");
    if (shown.length) body.replaceChildren(...shown.map((index) => made[index]).filter(Boolean));
    else {
      fill(body, el("tr", {}, el("td", { colspan: 6, class: "kh-none" },
        !model.get("header") ? said.empty : model.get("filters").active ? said.none_shown : said.none_found)));
    }
    follow();
  }

  function follow() {
    const detail = model.get("detail");
    mark(detail ? detail.index : null);
  }
  return { root, draw, filter, follow };
}
