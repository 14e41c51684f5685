// The layout section of the review panel: which row is the header, which column is what, what was passed over.

function layoutPane(model, send) {
  let drawn = null, about = null, asked = false;
  const summary = el("summary", {}), body = el("div", { class: "kh-layout-body" });
  const root = el("details", { class: "kh-layout" }, summary, body);

  // What goes wrong after one of the section's own buttons is said beside it too: the strip may be out of sight.
  function ask(message) {
    asked = ["layout-apply", "layout-save", "layout-reset"].includes(message.action);
    send(message);
  }
  const wrong = () => (asked ? model.get("status").errors.map((error) => error.message).join(" ") : "");

  // A choice keeps the focus when its part is made anew.
  function keepingFocus(draw) {
    const had = root.contains(document.activeElement) ? document.activeElement.name : "";
    draw();
    if (had) (root.querySelector(`[name="${CSS.escape(had)}"]:enabled`) ?? summary).focus();
  }

  function fieldChoice(column, fields, said) {
    const list = select(`field-${column.index}`, "", (field) =>
      ask({ action: "layout-field", column: column.index, field }));
    offer(list, `${said.layout_field}: ${column.letter} ${column.heading}`, fields, column.field);
    return list;
  }

  function columnsTable(layout, said) {
    const heads = [said.layout_column, said.layout_heading, said.layout_sample, said.layout_field, said.layout_sure,
      said.layout_why];
    return el("table", { class: "kh-table" },
      el("thead", {}, el("tr", {}, heads.map((word) => el("th", { scope: "col" }, word)))),
      el("tbody", {}, layout.columns.map((column) => el("tr", { class: column.changed ? "kh-changed" : "" },
        el("td", { class: "kh-letter" }, column.letter),
        el("td", { class: "kh-heading" }, column.heading),
        el("td", { class: "kh-sample" }, column.sample),
        el("td", {}, fieldChoice(column, layout.fields, said)),
        el("td", { class: "kh-sure" }, el("span", { "aria-hidden": "true" }, column.mark), ` ${column.sure}`),
        el("td", { class: "kh-how" }, column.how)))));
  }

  function rowsTable(layout, said) {
    return el("div", { class: "kh-sheet", tabindex: "0", role: "region", "aria-label": said.layout_rows }, el("table", {},
      el("thead", {}, el("tr", {}, el("th", {}), layout.letters.map((letter) => el("th", {}, letter)))),
      el("tbody", {}, layout.excerpt.map((row) => el("tr", { class: row.header ? "kh-current" : "" },
        el("th", {}, el("button", { type: "button", class: "kh-chip", name: `header-${row.row}`,
          title: said.layout_pick, "aria-label": `${said.layout_pick}: ${row.label}`, "aria-pressed": row.header,
          onclick: () => ask({ action: "layout-header", row: row.row }) }, row.label)),
        row.cells.map((words) => el("td", row.header ? { class: "kh-here" } : {}, el("div", {}, words))))))));
  }

  function controls(layout, said, status) {
    const header = select("header", "", (row) => ask({ action: "layout-header", row: Number(row) }));
    offer(header, said.layout_header, layout.headers, layout.header);
    const button = (name, word, can, title) => el("button", { type: "button", class: "kh-button", name, title,
      disabled: !can, onclick: () => ask({ action: name }) }, word);
    return [
      el("div", { class: "kh-layout-line" }, sheetChoice(layout, said),
        el("label", {}, el("span", { class: "kh-muted" }, said.layout_header), header)),
      rowsTable(layout, said),
      columnsTable(layout, said),
      el("div", { class: "kh-layout-line" },
        button("layout-apply", said.layout_apply, layout.can_apply),
        button("layout-save", said.layout_save, layout.can_save, said.layout_save_hint),
        button("layout-reset", said.layout_reset, layout.can_reset),
        el("span", { class: "kh-layout-said", role: "status" },
          wrong() && el("span", { class: "kh-off" }, "✕ ", wrong()),
          layout.change && el("span", { class: "kh-change" }, layout.change),
          status.layout_saved && el("span", { class: "kh-state" }, "✓ ", status.layout_saved)),
        layout.open && !layout.change && !wrong() && el("span", { class: "kh-muted" }, said.layout_hint)),
    ];
  }

  function sheetChoice(layout, said) {
    if (layout.sheets.length < 2) return null;
    const list = select("layout-sheet", "", (name) => ask({ action: "layout-sheet", name }));
    offer(list, said.layout_sheet, layout.sheets, layout.sheet);
    return el("label", {}, el("span", { class: "kh-muted" }, said.sheet), list);
  }

  function skippedRows(layout, said) {
    return el("div", { class: "kh-skipped" }, el("div", { class: "kh-caption" }, said.layout_skipped),
      layout.skipped.length === 0 ? el("p", { class: "kh-muted" }, said.layout_none_skipped)
        : el("ul", {}, layout.skipped.map((row) => el("li", {}, el("b", {}, row.row), el("span", {}, row.reason),
          el("span", { class: "kh-muted", title: row.text }, row.text)))),
      layout.skipped_said && el("p", { class: "kh-muted" }, layout.skipped_said));
  }

  // What stands in the section is made while it is open only.
  function drawBody() {
    const said = model.get("labels"), layout = model.get("layout_view"), status = model.get("status");
    if (!layout || !root.open) {
      fill(body);
      return;
    }
    fill(body, layout.table ? controls(layout, said, status) : el("div", { class: "kh-layout-line" },
      sheetChoice(layout, said)), layout.read && skippedRows(layout, said));
  }
  root.addEventListener("toggle", () => {
    if (root.open !== body.hasChildNodes()) drawBody();
  });

  function draw() {
    const said = model.get("labels"), layout = model.get("layout_view"), status = model.get("status");
    const now = [said, layout, status.layout_saved, wrong()];
    if (drawn && now.every((part, n) => part === drawn[n])) return;
    drawn = now;
    root.hidden = !layout;
    if (layout && (layout.key !== about || layout.open)) root.open = layout.open;
    about = layout && layout.key;
    keepingFocus(() => {
      fill(summary, layout && [el("b", {}, said.layout), el("span", {}, layout.said),
        el("span", { class: "kh-layout-state" }, el("span", { "aria-hidden": "true" }, layout.mark),
          ` ${layout.state}`)]);
      drawBody();
    });
  }
  return { root, draw };
}
