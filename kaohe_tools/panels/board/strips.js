// Strips and fields that the panels share.

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

function textButton(name, onclick) {
  return el("button", { class: "kh-button", type: "button", name, onclick });
}

function busyText(state, text) {
  fill(state, el("span", { class: "kh-spin", "aria-hidden": "true" }), text);
}

// Taking a sheet from the computer, and looking again what the folder holds.
function sheetTaker(model, send) {
  const input = el("input", { type: "file", hidden: true, onchange: () => {
    if (input.files.length) send.file(input.files[0]);
    input.value = "";
  } });
  const upload = textButton("upload", () => input.click());
  const again = el("button", { class: "kh-button kh-icon", type: "button", name: "refresh",
    onclick: () => send({ action: "refresh" }) }, "↻");
  function draw() {
    const said = model.get("labels");
    fill(upload, said.upload);
    upload.title = said.upload_hint;
    input.accept = model.get("options").accept;
    again.title = said.refresh;
    again.setAttribute("aria-label", said.refresh);
  }
  return { roots: [upload, again, input], draw };
}

// The review profile and the language of the panel, at the right of its first lines.
function profilePicker(model, send) {
  const label = el("span", { class: "kh-muted" });
  const profile = select("profile", "", (name) => send({ action: "profile", name }));
  const languages = ["zh", "en"].map((lang) => el("button", { type: "button", class: "kh-toggle", name: `lang-${lang}`,
    onclick: () => send({ action: "language", name: lang }) }, lang === "zh" ? "中文" : "English"));
  const group = el("span", { class: "kh-pair", role: "group" }, languages);
  function draw() {
    const said = model.get("labels"), now = model.get("options");
    fill(label, said.profile);
    offer(profile, said.profile, now.profiles, now.profile);
    languages.forEach((button) => button.setAttribute("aria-pressed", button.name === `lang-${now.language}`));
  }
  return { roots: [el("span", { class: "kh-space" }), label, profile, group], draw };
}

// A file and, where a workbook has several, one of its sheets; `of` finds what they offer.
function workbookPicker(model, send, { name, sheetName, label, sheetLabel, of }) {
  const file = select(name, "", (chosen) => send({ action: name, name: chosen }));
  const sheet = select(sheetName, "", (chosen) => send({ action: sheetName, name: chosen }));
  function draw() {
    const said = model.get("labels"), now = of(model.get("options"));
    offer(file, said[label], now.files, now.file);
    offer(sheet, said[sheetLabel], now.sheets, now.sheet);
    sheet.hidden = now.sheets.length < 2;
  }
  return { roots: [file, sheet], draw };
}

const OPEN_FILE = { name: "file", sheetName: "sheet", label: "file", sheetLabel: "sheet", of: (options) => options };

// The first line of a panel on one sheet: the sheet, the profile, the language.
function sheetStrip(model, send) {
  const parts = [workbookPicker(model, send, OPEN_FILE), sheetTaker(model, send), profilePicker(model, send)];
  const root = el("div", { class: "kh-choose" }, parts.flatMap((part) => part.roots));
  return { root, draw: () => parts.forEach((part) => part.draw()) };
}

// The link that has the browser keep what was written last; `key` says it in the status.
function copyLink(model, send, key) {
  const root = el("button", { type: "button", class: "kh-link", name: "download", hidden: true,
    onclick: () => send({ action: "download" }) });
  function draw() {
    fill(root, model.get("labels").download);
    root.hidden = !model.get("status")[key];
  }
  return { root, draw };
}

// The last line of a panel that writes a file: a button for each form behind a caption (the name of a label, or
// nothing), where it was written, a copy of it.
function saveStrip(model, send, captioned, buttons) {
  const caption = el("span", { class: "kh-muted" }), state = el("span", { class: "kh-state", role: "status" });
  const copy = copyLink(model, send, "saved");
  const made = buttons.map(({ name, message }) => textButton(name, () => send(message)));
  const root = el("div", { class: "kh-foot" }, captioned && caption, made, el("span", { class: "kh-space" }), state, copy.root);
  function draw() {
    const said = model.get("labels"), status = model.get("status");
    fill(caption, said[captioned]);
    made.forEach((button) => {
      fill(button, said[button.name.replace("-", "_")]);
      button.disabled = !model.get("header");
    });
    fill(state, status.saved ? "✓ " : "", status.saved);
    copy.draw();
  }
  return { root, draw, busy: (text) => busyText(state, text) };
}

// A text field: what is typed goes out when it is left or Enter is pressed; Esc restores. What the
// kernel says never overwrites a field that somebody is typing in.
function field(name, onchange, more = {}) {
  let stored = "", dirty = false;
  const root = el("input", { type: "text", class: "kh-field", name, autocomplete: "off", spellcheck: "false", ...more,
    oninput: () => { dirty = true; },
    onchange: () => commit(),
    onkeydown: (event) => {
      if (event.isComposing) return; // Enter and Esc are for the Chinese that is being composed
      if (event.key === "Enter") commit();
      else if (event.key === "Escape") restore();
      else return;
      event.preventDefault();
      event.stopPropagation();
    } });
  function commit() {
    dirty = false;
    if (root.value !== stored) onchange(root.value);
  }
  function restore() {
    dirty = false;
    root.value = stored;
  }
  function show(value, hint) {
    stored = value;
    if (hint !== undefined) {
      root.title = hint;
      root.setAttribute("aria-label", hint);
    }
    if (!(dirty && document.activeElement === root) && root.value !== value) root.value = value;
  }
  return { root, show };
}
