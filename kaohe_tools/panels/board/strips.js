// Strips that every panel has.

function errorStrip(model) {
  const root = el("div", { class: "kh-errors", role: "alert" });
  function draw() {
    const said = model.get("labels");
    fill(root, model.get("status").errors.map((error) => el("div", { class: "kh-alert" },
      el("span", {}, "✕ ", error.message),
      error.details && el("details", {}, el("summary", {}, said.details), el("pre", {}, error.details)))));
  }
  return { root, draw };
}
