// The lists of the comparison: each opens and closes; words are marked by a line as well as a colour.

const MARKS = { gone: "del", new: "ins", same: "span" };

function cellOf(cell, name) {
  if (cell.runs) {
    return el("td", { class: name }, el("span", { class: "kh-field" }, cell.label),
      cell.runs.map((run) => el(MARKS[run.mark], {}, run.text)));
  }
  const lines = cell.lines.length > 1 ? cell.lines.map((line) => el("div", {}, line)) : cell.lines;
  return el("td", { class: cell.tone ? `${name} kh-tone-${cell.tone}` : name }, lines);
}

// The ranking before and now; the list beneath says the same in figures.
function comparePicture(model) {
  const root = el("figure", { class: "kh-picture" });
  function draw() {
    const address = model.get("picture");
    root.hidden = !address;
    fill(root, address && el("img", { src: address, alt: model.get("labels").ranking }));
  }
  return { root, draw };
}

function compareLists(model) {
  const root = el("div", { class: "kh-lists" });
  const closed = new Set(), opened = new Set(); // what the designer did, kept over redraws
  function draw() {
    const said = model.get("labels"), head = model.get("header");
    const groups = model.get("groups");
    if (head && !groups.length) {
      fill(root, el("p", {}, said.same));
      return;
    }
    fill(root, groups.map((group) => {
      const numbers = new Set(group.numbers);
      const name = (at) => (numbers.has(at) ? "kh-n" : "");
      const open = !closed.has(group.key) && (group.open || opened.has(group.key));
      const list = el("details", { class: "kh-list", open, "data-key": group.key, ontoggle: () => {
        (list.open ? opened : closed).add(group.key);
        (list.open ? closed : opened).delete(group.key);
      } },
      el("summary", {}, el("b", {}, group.title), el("span", { class: "kh-muted" }, ` ${group.count}`),
        group.key === "words" && el("span", { class: "kh-marks" }, el("del", {}, said.legend_gone), " ",
          el("ins", {}, said.legend_new))),
      el("div", { class: "kh-scroll", tabindex: "0", role: "region", "aria-label": group.title },
        el("table", { class: "kh-table" },
          el("thead", {}, el("tr", {}, group.columns.map((word, at) => el("th", { class: name(at), scope: "col" }, word)))),
          el("tbody", {}, group.rows.map((row) => el("tr", {}, row.map((cell, at) => cellOf(cell, name(at)))))))));
      return list;
    }));
  }
  return { root, draw };
}
