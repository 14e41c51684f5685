// The review panel: builds its parts once, redraws each when what it shows has changed.

const MEMOS = ["docx", "html", "xlsx"].map((form) => ({ name: `save-${form}`, message: { action: "save", format: form } }));

function render({ model, el: host }) {
  return openPanel(model, host, "kh-review", (send) => {
    const choose = sheetStrip(model, send), errors = errorStrip(model), head = headStrip(model);
    const totals = totalsPane(model), filters = filterBar(model, send), findings = findingsTable(model, send);
    const detail = detailPane(model, send), layout = layoutPane(model, send), foot = saveStrip(model, send, "save", MEMOS);
    return {
      roots: [choose.root, errors.root, head.root, layout.root,
        el("div", { class: "kh-main" }, totals.root, el("div", { class: "kh-work" }, filters.root, findings.root)),
        detail.root, foot.root],
      shown: {
        labels: [choose, errors, head, totals, filters, findings, detail, layout, foot],
        options: [choose],
        header: [head, filters, findings, detail, foot],
        totals: [totals],
        filters: [filters],
        rows: [findings],
        shown: [],
        detail: [detail],
        layout_view: [layout],
        status: [errors, foot, layout],
      },
      waits: (action, said) => ({ file: said.reading, sheet: said.reading, profile: said.reading, save: said.saving,
        "layout-apply": said.reading, "layout-reset": said.reading, "layout-save": said.saving })[action],
      tell: foot.busy,
      drawn: (board, names) => {
        const whole = ["labels", "header", "rows"].some((name) => names.has(name));
        if (names.has("shown") && !whole) findings.filter();
        else if (names.has("detail")) findings.follow();
        board.dataset.empty = String(!model.get("header"));
      },
      keys: (event) => {
        if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
        event.preventDefault();
        filters.focus();
      },
    };
  });
}

export default { render };
