// The simulation panel: builds its parts once, redraws each when what it shows has changed.

const QUIET = 500; // milliseconds after a slider's last move before the exact figures are worked out
const LATE = 8000; // milliseconds after which a slider without an answer is told to have none
const QUICK = ["slide", "language", "refresh", "tab", "page", "draw", "check", "stop"];

function emptyHint(model) {
  const root = el("div", { class: "kh-detail kh-hint" });
  function draw() {
    const said = model.get("labels");
    root.hidden = Boolean(model.get("live")) || Boolean(model.get("options").file);
    fill(root, el("b", {}, said.empty_title), el("p", {}, said.empty));
  }
  return { root, draw };
}

function render({ model, el: host }) {
  return openPanel(model, host, "kh-simulate", (send) => {
    let waiting = false, pending = null;
    // A slider sends many values; the kernel gets the next when it has answered the last.
    send.slide = (message) => {
      if (waiting) pending = message;
      else send(message);
    };
    const choose = simulateChoose(model, send), errors = errorStrip(model), empty = emptyHint(model);
    const assumed = assumedPane(model, send), live = livePane(model, send), check = checkStrip(model, send);
    const pictures = picturePane(model, send);
    return {
      roots: [choose, errors, empty, assumed, live, check, pictures].map((part) => part.root),
      shown: {
        labels: [choose, errors, empty, assumed, live, check, pictures],
        options: [choose, empty],
        assumed: [assumed],
        live: [live, empty, pictures],
        figures: [pictures, check],
        check: [check],
        status: [errors],
      },
      waits: (action, said) => (QUICK.includes(action) ? "" : said.reading),
      tell: check.wait,
      sent: () => { waiting = true; },
      drawn: (board) => {
        check.root.hidden = !model.get("live") && !check.root.dataset.busy;
        board.dataset.exact = String(model.get("live")?.quick === false);
      },
      answered: (left) => {
        waiting = left > 0;
        if (waiting) return;
        check.answered();
        if (!pending) return;
        const next = pending;
        pending = null;
        send(next);
      },
      late: LATE,
      quiet: QUIET,
    };
  });
}

export default { render };
