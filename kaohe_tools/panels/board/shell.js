// What every panel is made of: a line to the kernel, and parts that are drawn anew when what they show has changed.

// Builds a panel and shows it in the host; returns what takes it down again.
//
// build(send) gives the parts:
//   roots     what stands on the panel, in order
//   shown     for each synced value the parts to draw when it changes
//   waits     (action, labels) => what to say while the kernel is at it; nothing for what is quick
//   tell      shows that text
//   drawn     (board, names) => called after every redraw, with the values that had changed
//   sent      (message, said, unanswered) => called for every message that goes out
//   answered  (waiting) => called when the kernel has answered; so many messages are still open
//   late      milliseconds after which a message without an answer is told; nothing: never
//   quiet     milliseconds after the last answer until the kernel hears that the page is quiet; none: never
//   keys      handler of keys that are pressed anywhere on the panel
function openPanel(model, host, name, build) {
  let seq = model.get("status").seq, waiting = 0; // messages that the kernel has not answered yet
  const board = el("div", { class: `kh-board ${name}` }), late = el("div", { class: "kh-late", role: "alert" });
  const panel = build(send);
  const settle = panel.quiet ? debounced(panel.quiet, () => model.send({ action: "settle" })) : () => {};
  if (panel.keys) board.addEventListener("keydown", panel.keys);
  board.append(...panel.roots);

  function send(message) {
    const said = panel.waits(message.action, model.get("labels"));
    if (said) panel.tell(said);
    waiting += 1;
    board.dataset.waiting = waiting;
    const wanted = seq + waiting;
    panel.sent?.(message, said, () => seq < wanted);
    if (panel.late) setTimeout(() => { if (seq < wanted) tellLate(); }, panel.late);
    model.send(message);
  }
  send.file = (file) => {
    panel.tell(model.get("labels").reading);
    sendFile(model, file);
  };
  takeDrops(board, send.file);

  // What is shown is not what was asked for any more: nobody must take it for that.
  function tellLate() {
    fill(late, "✕ ", model.get("labels").no_answer);
    panel.roots[0].after(late);
  }

  const stale = new Set();
  function redraw() {
    const names = new Set(stale);
    stale.clear();
    new Set([...names].flatMap((one) => panel.shown[one])).forEach((part) => part.draw());
    board.lang = model.get("options").language === "zh" ? "zh-CN" : "en";
    panel.drawn?.(board, names);
    const now = model.get("status").seq;
    if (now === seq) return;
    waiting = Math.max(0, waiting - (now - seq));
    seq = now;
    late.remove();
    board.dataset.seq = seq;
    board.dataset.waiting = waiting;
    panel.answered?.(waiting);
    settle();
  }
  const handlers = Object.keys(panel.shown).map((one) => [`change:${one}`, () => {
    if (!stale.size) queueMicrotask(redraw);
    stale.add(one);
  }]);
  handlers.push(["msg:custom", (message, buffers) => {
    if (message.action === "download") keepCopy(message.name, buffers[0]);
  }]);
  handlers.forEach(([event, handler]) => model.on(event, handler));

  board.dataset.seq = seq;
  board.dataset.waiting = waiting;
  Object.keys(panel.shown).forEach((one) => stale.add(one));
  redraw();
  host.append(board);
  settle();
  return () => handlers.forEach(([event, handler]) => model.off(event, handler));
}

function takeDrops(board, take) {
  for (const type of ["dragover", "drop"]) {
    board.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      if (type === "drop" && event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
    });
  }
}
