// The strips of the rebalancing panel: scenario, header, outcome of solving, saving.

function scenarioStrip(model, send, history) {
  let asking = "";
  const word = el("span", { class: "kh-muted" });
  const list = select("scenario", "", (id) => send({ action: "scenario", id }));
  const buttons = ["new", "branch", "rename"].map((name) => textButton(`scenario-${name}`, () => ask(name)));
  const remove = textButton("scenario-delete", () => send({ action: "delete" }));
  const restore = select("restore", "", (id) => id && send({ action: "restore", id }));
  const compare = select("compare", "", (id) => send({ action: "compare", id }));
  const name = el("input", { type: "text", name: "scenario-name", class: "kh-field kh-wide", maxlength: 60,
    onkeydown: (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") answer();
      else if (event.key === "Escape") ask("");
      else return;
      event.preventDefault();
      event.stopPropagation();
    } });
  const ok = textButton("scenario-ok", () => answer());
  const cancel = el("button", { type: "button", class: "kh-link", onclick: () => ask("") });
  const form = el("span", { class: "kh-asked", hidden: true }, name, ok, cancel);
  const root = el("div", { class: "kh-choose kh-scenarios" }, word, list, buttons, remove, form,
    compare, restore, el("span", { class: "kh-space" }), history);

  function ask(what) {
    asking = what;
    form.hidden = !what;
    name.value = what === "rename" ? model.get("options").name : "";
    if (what) name.focus();
  }
  function answer() {
    send({ action: asking, name: name.value });
    ask("");
  }
  function draw() {
    const said = model.get("labels"), now = model.get("options"), compared = model.get("compared");
    fill(word, said.scenario);
    offer(list, said.scenario, now.scenarios, now.scenario);
    buttons.forEach((button) => {
      fill(button, said[button.name.slice(9)]);
      button.title = said[`${button.name.slice(9)}_hint`] ?? "";
    });
    fill(remove, said.delete);
    remove.title = said.delete_hint;
    fill(ok, said.ok);
    fill(cancel, said.cancel);
    name.placeholder = said.name_asked;
    name.setAttribute("aria-label", said.name_asked);
    offer(restore, said.restore, [{ value: "", label: said.restore }, ...now.deleted], "");
    restore.hidden = !now.deleted.length;
    const others = now.scenarios.filter((s) => s.value !== now.scenario);
    offer(compare, said.compare, [{ value: "", label: said.compare }, ...others], compared ? compared.id : "");
    compare.hidden = !others.length;
    root.hidden = !now.scenario;
  }
  return { root, draw };
}

function totalStrip(model, send) {
  const title = el("span", { class: "kh-title" }), place = el("span", { class: "kh-muted" });
  const total = el("b", { class: "kh-sum-now" }), gap = el("span", { class: "kh-gap" });
  const wanted = field("total", (text) => send({ action: "total", text }));
  const figures = el("span", { class: "kh-figures" }), others = el("div", { class: "kh-off" });
  const root = el("div", { class: "kh-head" },
    el("div", { class: "kh-line" }, title, place),
    el("div", { class: "kh-line" },
      el("span", { class: "kh-total", role: "status" }, total, " / ", wanted.root, gap), figures), others);
  function draw() {
    const said = model.get("labels"), head = model.get("head");
    fill(title, head ? head.title : said.empty_title);
    title.classList.toggle("kh-muted", !head);
    root.lastChild.previousSibling.hidden = !head;
    if (!head) {
      fill(place);
      fill(others);
      return;
    }
    fill(place, head.place, "　", head.size);
    fill(total, head.total);
    wanted.show(head.wanted, said.total_hint);
    gap.className = head.ok ? "kh-gap kh-right" : "kh-gap kh-off";
    fill(gap, head.ok ? "✓" : head.gap && `▲ ${head.gap}`);
    fill(figures, el("span", {}, head.moved),
      head.counts.map((c) => el("span", { class: `kh-count kh-${c.key}` },
        el("span", { class: "kh-mark", "aria-hidden": "true" }, c.mark), ` ${c.label} `, el("b", {}, c.count))),
      el("span", { class: "kh-pending kh-muted" }, head.pending && "…"));
    figures.lastChild.title = head.pending;
    fill(others, head.others && `▲ ${head.others}`);
  }
  return { root, draw };
}

function outcomeStrip(model, send) {
  const root = el("div", { class: "kh-outcome" });
  function draw() {
    const said = model.get("labels"), found = model.get("outcome");
    if (!found) {
      fill(root);
      return;
    }
    if (!found.clash) {
      fill(root, el("div", { class: "kh-solved" }, el("b", {}, "✓ ", found.solved), el("span", { title: found.solver }, found.proof)),
      found.beside.length > 0 && el("details", { class: "kh-beside" }, el("summary", {}, found.baseline),
        besideTable([said.baseline, said.solved, said.move], found.beside)));
      return;
    }
    fill(root, el("div", { class: "kh-alert kh-clash", role: "alert" },
      el("div", {}, el("b", {}, "✕ ", found.clash)),
      found.asked.length > 1 && el("ul", {}, found.asked.map((one) => el("li", {}, one))),
      found.proposals.length
        ? el("div", { class: "kh-proposals" }, found.proposals.map((one, n) => el("button", { type: "button",
          class: "kh-button", name: "relax", onclick: () => send({ action: "relax", number: n }) }, one)))
        : el("div", {}, said.no_proposal)));
  }
  return { root, draw };
}

function historyStrip(model, send) {
  const undo = textButton("undo", () => send({ action: "undo" }));
  const redo = textButton("redo", () => send({ action: "redo" }));
  const past = textButton("history", () => send({ action: "history", on: !model.get("history") }));
  const state = el("span", { class: "kh-state", role: "status" });
  const root = el("span", { class: "kh-history" }, undo, redo, past, state);
  function draw() {
    const said = model.get("labels"), status = model.get("status");
    fill(undo, "↶ ", said.undo);
    fill(redo, "↷ ", said.redo);
    undo.disabled = !status.can_undo;
    redo.disabled = !status.can_redo;
    fill(past, said.history);
    past.title = said.history_hint;
    past.setAttribute("aria-pressed", Boolean(model.get("history")));
    state.classList.toggle("kh-off", status.preview);
    fill(state, status.preview ? said.preview : status.saved && `✓ ${status.saved}`);
  }
  function late(text) {
    state.classList.add("kh-off");
    fill(state, `▲ ${text}`);
  }
  return { root, draw, busy: (text) => busyText(state, text), late };
}

function exportStrip(model, send) {
  const reset = textButton("reset", () => send({ action: "reset" }));
  const caption = el("span", { class: "kh-muted" });
  const exports = ["workbook", "changes", "spec"].map((form) => textButton(`export-${form}`, () => send({ action: "export", form })));
  const written = el("span", { class: "kh-state kh-written" });
  const copy = copyLink(model, send, "exported");
  const root = el("div", { class: "kh-foot" }, reset, el("span", { class: "kh-space" }), written, copy.root, caption, exports);
  function draw() {
    const said = model.get("labels"), status = model.get("status"), known = Boolean(model.get("head"));
    fill(reset, said.reset);
    reset.disabled = !known;
    fill(caption, said.export);
    exports.forEach((button) => {
      fill(button, said[button.name.replace("-", "_")]);
      button.disabled = !known;
    });
    fill(written, status.exported && `✓ ${status.exported}`);
    copy.draw();
  }
  return { root, draw };
}
