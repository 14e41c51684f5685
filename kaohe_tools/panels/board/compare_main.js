// The comparison panel: builds its parts once, redraws each when what it shows has changed.

function render({ model, el: host }) {
  const foot = compareFoot(model, (message) => send(message));
  function send(message) {
    const said = model.get("labels");
    const quick = ["language", "refresh", "download"];
    if (!quick.includes(message.action)) foot.busy(message.action === "save" ? said.saving : said.reading);
    model.send(message);
  }
  send.file = (file) => {
    foot.busy(model.get("labels").reading);
    sendFile(model, file);
  };

  const choose = compareChoose(model, send), errors = errorStrip(model), head = compareHead(model);
  const picture = comparePicture(model), lists = compareLists(model);
  const board = el("div", { class: "kh-board kh-compare" }, choose.root, errors.root, head.root, picture.root, lists.root, foot.root);
  for (const type of ["dragover", "drop"]) {
    board.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      if (type === "drop" && event.dataTransfer.files.length) send.file(event.dataTransfer.files[0]);
    });
  }

  const shown = {
    labels: [choose, errors, head, picture, lists, foot],
    options: [choose],
    header: [head, lists, foot],
    groups: [lists],
    picture: [picture],
    status: [errors, foot],
  };
  const stale = new Set();
  function redraw() {
    const parts = new Set([...stale].flatMap((name) => shown[name]));
    stale.clear();
    parts.forEach((part) => part.draw());
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
