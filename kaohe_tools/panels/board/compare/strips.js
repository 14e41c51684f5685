// The strips of the comparison panel: choosing both sides, the summary.

function sidePicker(model, send, side) {
  const title = el("span", { class: "kh-side" });
  const of = (options) => ({ ...options[side], files: options[side].choices, file: options[side].name });
  const book = workbookPicker(model, send, { name: side, sheetName: `${side}-sheet`, label: side,
    sheetLabel: `${side}_sheet`, of });
  const root = el("span", { class: "kh-picker" }, title, book.roots);
  function draw() {
    fill(title, model.get("labels")[side]);
    book.draw();
  }
  return { root, draw };
}

function compareChoose(model, send) {
  const old = sidePicker(model, send, "old"), now = sidePicker(model, send, "new");
  const taker = sheetTaker(model, send), picker = profilePicker(model, send);
  const swap = el("button", { class: "kh-button kh-icon", type: "button", name: "swap",
    onclick: () => send({ action: "swap" }) }, "⇄");
  const resultsLabel = el("span", { class: "kh-side" });
  const results = select("results", "", (name) => send({ action: "results", name }));
  const gradesLabel = el("span", { class: "kh-muted" });
  const grades = field("grades", (text) => send({ action: "grades", text }), { type: "search", class: "kh-grades" });
  const root = el("div", { class: "kh-chooser" },
    el("div", { class: "kh-choose" }, old.root, swap, now.root, taker.roots),
    el("div", { class: "kh-choose" }, resultsLabel, results, gradesLabel, grades.root, picker.roots));
  function draw() {
    const said = model.get("labels"), options = model.get("options");
    [old, now, taker, picker].forEach((part) => part.draw());
    swap.title = said.swap;
    swap.setAttribute("aria-label", said.swap);
    fill(resultsLabel, said.results);
    offer(results, said.results, options.results.choices, options.results.name);
    fill(gradesLabel, said.grades);
    grades.show(options.grades, said.grades_hint);
    grades.root.placeholder = said.grades_example;
    grades.root.setAttribute("aria-label", said.grades);
    grades.root.disabled = !options.results.name;
  }
  return { root, draw };
}

function compareHead(model) {
  const root = el("div", { class: "kh-head" });
  function draw() {
    const said = model.get("labels"), head = model.get("header");
    if (!head) {
      fill(root, el("div", { class: "kh-title kh-muted" }, said.empty_title), el("p", { class: "kh-muted" }, said.empty));
      return;
    }
    const side = (word, title, place) => el("div", { class: "kh-line" },
      el("span", {}, el("span", { class: "kh-side" }, word), " ", el("span", { class: "kh-title" }, title)),
      el("span", { class: "kh-muted" }, place));
    fill(root, side(said.old, head.old, head.place_old), side(said.new, head.new, head.place_new),
      el("ul", { class: "kh-summary" }, head.said.map((sentence) => el("li", {}, sentence))),
      head.effect.length > 0 && el("div", { class: "kh-effect" },
        el("div", { class: "kh-caption" }, said.ranking),
        el("ul", { class: "kh-summary" }, head.effect.map((sentence) => el("li", {}, sentence)))));
  }
  return { root, draw };
}
