// Below the grid: the selected row with its criterion before and after, and two scenarios side by side.

function rowPane(model, send) {
  const parts = { reason: row("reason", "kh-wide"), weight: row("weight"), importance: row("importance"),
    tick: row("tick") };
  const words = {}, body = el("div", { class: "kh-rowbody" });
  const fields = el("div", { class: "kh-settings" }, Object.entries(parts).map(([name, one]) =>
    el("label", { class: "kh-setting" }, words[name] = el("span", { class: "kh-muted" }), one.root)));
  const hint = el("p", { class: "kh-muted kh-hint" });
  const root = el("section", { class: "kh-detail" }, hint, body, fields);

  function row(name, more = "") {
    const one = field(`row-${name}`, (text) => send({ action: "row", id: model.get("detail").id, field: name, text }));
    if (more) one.root.classList.add(more);
    return one;
  }

  function criterion(caption, stretches) {
    return el("div", {}, el("div", { class: "kh-caption" }, caption),
      el("p", { class: "kh-text" }, stretches.map((one) => one.changed ? el("mark", { class: "kh-figure" }, one.text)
        : one.figure ? el("b", {}, one.text) : one.text)));
  }

  function draw() {
    const said = model.get("labels"), detail = model.get("detail");
    root.hidden = !model.get("head");
    root.setAttribute("aria-label", said.detail);
    fill(hint, detail ? "" : said.hint);
    hint.hidden = Boolean(detail);
    body.hidden = fields.hidden = !detail;
    if (!detail) return;
    fill(body,
      el("div", { class: "kh-what" }, el("span", { class: "kh-message" }, detail.title),
        el("span", { class: "kh-muted" }, detail.place), detail.points && el("b", { class: "kh-moving" }, detail.points)),
      el("div", { class: detail.after.length ? "kh-twocolumns" : "" },
        detail.before.length ? criterion(said.as_is, detail.before) : el("p", { class: "kh-muted" }, said.no_criterion),
        detail.after.length > 0 && criterion(said.as_would, detail.after)),
      detail.notes.map((note) => el("div", { class: "kh-warning-text" }, "▲ ", note)),
      detail.findings.map((one) => el("div", { class: `kh-${one.severity}-text` }, `${one.mark} ${one.code} `,
        el("span", { class: "kh-plain" }, one.message))));
    const key = (name) => (name === "tick" ? "own_tick" : name);
    for (const [name, one] of Object.entries(parts)) {
      fill(words[name], said[key(name)]);
      one.show(detail[name], said[`${key(name)}_hint`] ?? said[name]);
    }
  }
  return { root, draw };
}

// A table of two columns of points with what they differ by.
function besideTable(words, lines) {
  return el("div", { class: "kh-comparetable", tabindex: "0" }, el("table", { class: "kh-table" },
    el("thead", {}, el("tr", {}, ["", ...words].map((word) => el("th", { scope: "col" }, word)))),
    el("tbody", {}, lines.map((line) => el("tr", {}, el("td", {}, line.what),
      [line.a, line.b, line.move].map((figure) => el("td", { class: "kh-num" }, figure)))))));
}

// A pane below the row, with what it shows and a button that closes it.
function closable(said, caption, name, close, ...body) {
  return [el("div", { class: "kh-line" }, el("span", { class: "kh-caption" }, caption),
    el("button", { type: "button", class: "kh-link", name, onclick: close }, said.close)), ...body];
}

function comparePane(model, send) {
  const root = el("section", { class: "kh-detail kh-compared" });
  function draw() {
    const said = model.get("labels"), found = model.get("compared");
    root.hidden = !found;
    if (!found) return;
    fill(root, closable(said, said.compared, "uncompare", () => send({ action: "compare", id: "" }),
      found.lines.length ? besideTable([found.a, found.b, said.move], found.lines) : el("p", {}, said.same)));
  }
  return { root, draw };
}

function historyPane(model, send) {
  const root = el("section", { class: "kh-detail kh-past" });
  function draw() {
    const said = model.get("labels"), steps = model.get("history");
    root.hidden = !steps;
    if (!steps) return;
    fill(root, closable(said, said.history, "close-history", () => send({ action: "history", on: false }),
      steps.length ? el("div", { class: "kh-comparetable", tabindex: "0" }, el("table", { class: "kh-table" },
        el("thead", {}, el("tr", {}, [said.when, said.change, said.why].map((word) => el("th", { scope: "col" }, word)))),
        el("tbody", {}, steps.map((step) => el("tr", { class: step.undone ? "kh-undone" : "" },
          el("td", { class: "kh-when" }, step.time),
          el("td", {}, el("span", { class: "kh-done" }, step.what), step.undone && el("div", { class: "kh-muted" }, step.undone)),
          el("td", {}, step.reason)))))) : el("p", {}, said.no_history)));
  }
  return { root, draw };
}
