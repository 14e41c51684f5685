// The review panel: builds its parts once, redraws each when what it shows has changed.

function render({ model, el: host }) {
  const foot = footStrip(model, (message) => send(message));
  function send(message) {
    const said = model.get("labels");
    const wait = { file: said.reading, sheet: said.reading, profile: said.reading, save: said.saving,
      "layout-apply": said.reading, "layout-reset": said.reading, "layout-save": said.saving }[message.action];
    if (wait) foot.busy(wait);
    model.send(message);
  }
  send.file = (file) => {
    foot.busy(model.get("labels").reading);
    sendFile(model, file);
  };

  const choose = chooseStrip(model, send), errors = errorStrip(model), head = headStrip(model);
  const totals = totalsPane(model), filters = filterBar(model, send), findings = findingsTable(model, send);
  const detail = detailPane(model, send), layout = layoutPane(model, send);
  const board = el("div", { class: "kh-board", onkeydown: (event) => {
    if (event.key === "/" && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      filters.focus();
    }
  } },
  choose.root, errors.root, head.root, layout.root,
  el("div", { class: "kh-main" }, totals.root, el("div", { class: "kh-work" }, filters.root, findings.root)),
  detail.root, foot.root);
  for (const type of ["dragover", "drop"]) {
    board.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      if (type === "drop" && event.dataTransfer.files.length) send.file(event.dataTransfer.files[0]);
    });
  }

  const shown = {
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
  };
  const stale = new Set();
  function redraw() {
    const parts = new Set([...stale].flatMap((name) => shown[name]));
    const sifted = stale.has("shown") && !parts.has(findings), moved = stale.has("detail");
    stale.clear();
    parts.forEach((part) => part.draw());
    if (sifted) findings.filter();
    else if (moved) findings.follow();
    board.dataset.empty = String(!model.get("header"));
    board.dataset.seq = model.get("status").seq;
  }
  const handlers = Object.keys(shown).map((name) => [`change:${name}`, () => {
    if (!stale.size) queueMicrotask(redraw);
    stale.add(name);
  }]);
  handlers.forEach(([event, handler]) => model.on(event, handler));
  const copied = (message, buffers) => {
    if (message.action === "download") keepCopy(message.name, buffers[0]);
  };
  model.on("msg:custom", copied);

  Object.keys(shown).forEach((name) => stale.add(name));
  redraw();
  host.append(board);
  return () => {
    handlers.forEach(([event, handler]) => model.off(event, handler));
    model.off("msg:custom", copied);
  };
}

export default { render };
