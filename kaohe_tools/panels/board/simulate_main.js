// The simulation panel: builds its parts once, redraws each when what it shows has changed.

const QUIET = 500; // milliseconds after a slider's last move before the exact figures are worked out

function render({ model, el: host }) {
  const check = checkStrip(model, (message) => send(message));
  const settle = debounced(QUIET, () => model.send({ action: "settle" }));
  let waiting = 0, pending = null;
  function send(message) {
    const quick = ["slide", "language", "refresh", "tab", "page", "draw", "check", "stop"];
    if (!quick.includes(message.action)) check.wait(model.get("labels").reading);
    waiting += 1;
    board.dataset.waiting = waiting;
    model.send(message);
  }
  send.file = (file) => {
    check.wait(model.get("labels").reading);
    sendFile(model, file);
  };
  // A slider sends many values; the kernel gets the next when it has answered the last.
  send.slide = (message) => {
    if (waiting) pending = message;
    else send(message);
  };

  const choose = simulateChoose(model, send), errors = errorStrip(model), assumed = assumedPane(model, send);
  const live = livePane(model, send), pictures = picturePane(model, send);
  const none = el("div", { class: "kh-detail kh-hint" });
  const empty = { root: none, draw: () => {
    const said = model.get("labels");
    none.hidden = Boolean(model.get("live")) || Boolean(model.get("options").file);
    fill(none, el("b", {}, said.empty_title), el("p", {}, said.empty));
  } };
  const board = el("div", { class: "kh-board kh-simulate" }, choose.root, errors.root, empty.root, assumed.root,
    live.root, check.root, pictures.root);
  for (const type of ["dragover", "drop"]) {
    board.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      if (type === "drop" && event.dataTransfer.files.length) send.file(event.dataTransfer.files[0]);
    });
  }

  const shown = {
    labels: [choose, errors, empty, assumed, live, check, pictures],
    options: [choose, empty],
    assumed: [assumed],
    live: [live, empty, pictures],
    figures: [pictures, check],
    check: [check],
    status: [errors],
  };
  const stale = new Set();
  let seq = model.get("status").seq;
  function redraw() {
    const parts = new Set([...stale].flatMap((name) => shown[name]));
    stale.clear();
    parts.forEach((part) => part.draw());
    const now = model.get("status").seq;
    check.root.hidden = !model.get("live") && !check.root.dataset.busy;
    board.dataset.exact = String(model.get("live")?.quick === false);
    if (now === seq) return;
    waiting = Math.max(0, waiting - (now - seq));
    seq = now;
    board.dataset.seq = seq;
    board.dataset.waiting = waiting;
    if (!waiting) check.answered();
    if (!waiting && pending) {
      const next = pending;
      pending = null;
      send(next);
    }
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
  board.dataset.seq = seq;
  board.dataset.waiting = 0;
  redraw();
  host.append(board);
  settle();
  return () => {
    handlers.forEach(([event, handler]) => model.off(event, handler));
    model.off("msg:custom", copied);
  };
}

export default { render };
