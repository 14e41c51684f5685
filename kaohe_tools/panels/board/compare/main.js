// The comparison panel: builds its parts once, redraws each when what it shows has changed.

const LATE = 8000; // milliseconds after which a choice without an answer is told to have none
const QUICK = ["language", "refresh", "download"];

function render({ model, el: host }) {
  return openPanel(model, host, "kh-compare", (send) => {
    const choose = compareChoose(model, send), errors = errorStrip(model), head = compareHead(model);
    const picture = comparePicture(model), lists = compareLists(model);
    const foot = saveStrip(model, send, "", [{ name: "save", message: { action: "save" } }]);
    return {
      roots: [choose, errors, head, picture, lists, foot].map((part) => part.root),
      shown: {
        labels: [choose, errors, head, picture, lists, foot],
        options: [choose],
        header: [head, lists, foot],
        groups: [lists],
        picture: [picture],
        status: [errors, foot],
      },
      waits: (action, said) => (QUICK.includes(action) ? "" : action === "save" ? said.saving : said.reading),
      tell: foot.busy,
      late: LATE,
      drawn: (board) => { board.dataset.empty = String(!model.get("header")); },
    };
  });
}

export default { render };
