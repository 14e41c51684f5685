// The rebalancing panel: builds its parts once, redraws each when what it shows has changed.

const QUIET = 700; // milliseconds without a message before the checks that an edit left out are run
const LATE = 2000; // milliseconds after which an edit without an answer is told not to be saved

function render({ model, el: host }) {
  const history = historyStrip(model, (message) => send(message));
  const settle = debounced(QUIET, () => model.send({ action: "settle" }));
  function send(message) {
    const said = model.get("labels");
    const wait = { file: said.reading, sheet: said.reading, profile: said.reading, scenario: said.reading,
      export: said.writing, solve: said.solving, relax: said.solving }[message.action];
    if (wait) history.busy(wait);
    waiting += 1;
    board.dataset.waiting = waiting;
    const answered = seq + waiting;
    if (!wait && message.action !== "select") {
      setTimeout(() => seq < answered && [history, grid].forEach((one) => one.late(model.get("labels").late)), LATE);
    }
    model.send(message);
  }
  send.file = (file) => {
    history.busy(model.get("labels").reading);
    sendFile(model, file);
  };

  const sheet = sheetStrip(model, send), errors = errorStrip(model), scenario = scenarioStrip(model, send, history.root);
  const total = totalStrip(model, send), settings = settingsStrip(model, send), outcome = outcomeStrip(model, send);
  const grid = pointsGrid(model, send), sections = sectionBar(model, send);
  const charts = chartPane(model, (n) => grid.focus(n, "points"));
  const effect = effectStrip(model, send);
  const row = rowPane(model, send), compared = comparePane(model, send);
  const past = historyPane(model, send), foot = exportStrip(model, send);
  const board = el("div", { class: "kh-board kh-rebalance", onkeydown: (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.target.closest("input[type=text]") || !"zy".includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    send({ action: key === "y" || event.shiftKey ? "redo" : "undo" });
  } },
  sheet.root, scenario.root, total.root, settings.root, errors.root, outcome.root,
  el("div", { class: "kh-upper" }, sections.root, charts.root), effect.root, grid.root, row.root, compared.root, past.root,
  foot.root);
  for (const type of ["dragover", "drop"]) {
    board.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      if (type === "drop" && event.dataTransfer.files.length) send.file(event.dataTransfer.files[0]);
    });
  }

  const all = [sheet, scenario, total, settings, errors, outcome, effect, sections, charts, grid, row, compared, past, foot,
    history];
  const cells = { draw: () => grid.paint() };
  const shown = {
    labels: all,
    options: [sheet, scenario, effect],
    effect: [effect],
    head: [effect, total, sections, foot],
    settings: [settings],
    sections: [sections, charts],
    rows: [grid, charts],
    cells: [cells, charts],
    outcome: [outcome],
    detail: [row],
    compared: [compared, scenario],
    history: [past, history],
    status: [errors, foot, history, cells, total, settings, sections],
  };
  const stale = new Set();
  let seq = model.get("status").seq, waiting = 0; // messages that the kernel has not answered yet
  function redraw() {
    const parts = new Set([...stale].flatMap((name) => shown[name]));
    stale.clear();
    parts.forEach((part) => part.draw());
    const status = model.get("status");
    if (status.seq === seq) return;
    waiting = Math.max(0, waiting - (status.seq - seq));
    seq = status.seq;
    board.dataset.seq = seq;
    board.dataset.waiting = waiting;
    sections.answered();
    settle();
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
  board.dataset.seq = seq;
  host.append(board);
  settle();
  return () => {
    handlers.forEach(([event, handler]) => model.off(event, handler));
    model.off("msg:custom", copied);
  };
}

export default { render };
