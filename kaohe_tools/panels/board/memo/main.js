// The memo panel: builds its parts once, redraws each when what it shows has changed.

const MAKING = ["show", "save", "language"];

function render({ model, el: host }) {
  return openPanel(model, host, "kh-memo", (send) => {
    const choose = memoChoose(model, send), letter = memoLetter(model, send), errors = errorStrip(model);
    const foot = memoFoot(model, send), preview = memoPreview(model);
    return {
      roots: [choose, letter, foot, errors, preview].map((part) => part.root),
      shown: {
        labels: [choose, letter, foot, errors, preview],
        options: [choose, letter, foot],
        memo: [preview],
        status: [errors, foot],
      },
      waits: (action, said) => (MAKING.includes(action) ? said.making : ""),
      tell: foot.busy,
      drawn: (board) => { board.dataset.empty = String(!(model.get("memo") ?? []).length); },
    };
  });
}

export default { render };
