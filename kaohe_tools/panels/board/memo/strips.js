// The strips of the memo panel: what it is about, the letter, the preview.

// A labelled selection list; hidden where its kind of memo has none.
function labelledList(send, name) {
  const word = el("span", { class: "kh-muted" });
  const list = select(name, "", (chosen) => send({ action: name, name: chosen }));
  const root = el("label", { class: "kh-pick" }, word, list);
  function draw(said, now) {
    root.hidden = !now;
    if (!now) return;
    fill(word, said[name]);
    offer(list, said[name], now.choices, now.name);
  }
  return { root, draw };
}

// A labelled field; hidden where its kind of memo has none.
function labelledField(send, name, more = {}) {
  const word = el("span", { class: "kh-muted" });
  const line = field(name, (text) => send({ action: "write", field: name, text }), more);
  const root = el("label", { class: "kh-pick" }, word, line.root);
  function draw(said, value) {
    root.hidden = value === null || value === undefined;
    if (root.hidden) return;
    fill(word, said[name]);
    line.show(value, said[`${name}_hint`] ?? said[name]);
  }
  return { root, draw };
}

function memoChoose(model, send) {
  const kind = select("kind", "", (name) => send({ action: "kind", name }));
  const taker = sheetTaker(model, send), picker = profilePicker(model, send);
  const lists = ["first", "second", "results", "outcomes", "spec"].map((name) => [name, labelledList(send, name)]);
  const grades = labelledField(send, "grades"), reason = labelledField(send, "reason");
  const root = el("div", { class: "kh-chooser" },
    el("div", { class: "kh-choose" }, kind, lists.slice(0, 2).map(([, list]) => list.root), taker.roots, picker.roots),
    el("div", { class: "kh-choose" }, lists.slice(2).map(([, list]) => list.root), grades.root, reason.root));
  function draw() {
    const said = model.get("labels"), now = model.get("options");
    offer(kind, said.kind, now.kinds, now.kind);
    [taker, picker].forEach((part) => part.draw());
    lists.forEach(([name, list]) => list.draw(said, now[name]));
    grades.draw(said, now.grades);
    reason.draw(said, now.reason);
  }
  return { root, draw };
}

const LETTER = ["number", "addressee", "signature", "date", "deadline", "wording"];

function memoLetter(model, send) {
  const caption = el("summary", {});
  const lines = LETTER.map((name) => [name, labelledField(send, name)]);
  const word = el("span", { class: "kh-muted" });
  const notes = el("textarea", { class: "kh-field", name: "notes", rows: 2,
    onchange: () => send({ action: "write", field: "notes", text: notes.value }) });
  notes.setAttribute("data-lm-suppress-shortcuts", "true");
  const root = el("details", { class: "kh-letter" }, caption,
    el("div", { class: "kh-choose" }, lines.map(([, line]) => line.root)),
    el("label", { class: "kh-pick kh-wide" }, word, notes));
  function draw() {
    const said = model.get("labels"), now = model.get("options");
    fill(caption, said.letter);
    lines.forEach(([name, line]) => line.draw(said, now.letter[name]));
    fill(word, said.notes);
    notes.setAttribute("aria-label", said.notes);
    if (document.activeElement !== notes) notes.value = now.notes;
  }
  return { root, draw };
}

// The memo as it will be sent: a page of its own, in which nothing can run.
function memoPreview(model) {
  const root = el("div", { class: "kh-preview" });
  function draw() {
    const said = model.get("labels"), memos = model.get("memo") ?? [];
    if (!memos.length) {
      fill(root, el("p", { class: "kh-muted" }, said.empty));
      return;
    }
    fill(root, memos.map((memo) => el("iframe", { class: "kh-page", sandbox: "", title: `${said.page} ${memo.title}`,
      srcdoc: memo.page })));
  }
  return { root, draw };
}

function memoFoot(model, send) {
  const state = el("span", { class: "kh-state", role: "status" });
  const show = textButton("show", () => send({ action: "show" }));
  const save = textButton("save", () => send({ action: "save" }));
  const caption = el("span", { class: "kh-muted" }), forms = el("span", { class: "kh-forms" });
  const copy = copyLink(model, send, "saved");
  const written = el("ul", { class: "kh-written" });
  const root = el("div", {},
    el("div", { class: "kh-foot" }, show, el("span", { class: "kh-space" }), caption, forms, save, state, copy.root), written);
  function draw() {
    const said = model.get("labels"), now = model.get("options"), status = model.get("status");
    fill(show, said.show);
    fill(save, said.save);
    [show, save].forEach((button) => { button.disabled = !now.first.name; });
    fill(caption, said.formats);
    if (!forms.contains(document.activeElement) || forms.dataset.language !== now.language) {
      forms.dataset.language = now.language;
      fill(forms, now.formats.map((form) => el("label", {}, el("input", { type: "checkbox", name: `form-${form.value}`,
        value: form.value, checked: form.on, onchange: take }), form.label)));
    }
    fill(state, status.saved ? "✓ " : "", status.saved);
    copy.draw();
    fill(written, status.written.map((path) => el("li", {}, path)),
      status.notices.map((notice) => el("li", { class: "kh-muted" }, notice)));
  }
  function take() {
    send({ action: "formats", names: [...forms.querySelectorAll("input:checked")].map((box) => box.value) });
  }
  return { root, draw, busy: (text) => busyText(state, text) };
}
