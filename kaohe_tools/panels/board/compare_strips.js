// The strips of the comparison panel: choosing both sides, the summary, saving.

function sidePicker(model, send, side) {
  const title = el("span", { class: "kh-side" });
  const file = select(side, "", (name) => send({ action: side, name }));
  const sheet = select(`${side}-sheet`, "", (name) => send({ action: `${side}-sheet`, name }));
  const root = el("span", { class: "kh-picker" }, title, file, sheet);
  function draw() {
    const said = model.get("labels"), now = model.get("options")[side];
    fill(title, said[side]);
    offer(file, said[side], now.choices, now.name);
    offer(sheet, said[`${side}_sheet`], now.sheets, now.sheet);
    sheet.hidden = now.sheets.length < 2;
  }
  return { root, draw };
}

function compareChoose(model, send) {
  const sides = [sidePicker(model, send, "old"), sidePicker(model, send, "new")];
  const swap = el("button", { class: "kh-button kh-icon", type: "button", name: "swap",
    onclick: () => send({ action: "swap" }) }, "⇄");
  const input = el("input", { type: "file", hidden: true, onchange: () => {
    if (input.files.length) send.file(input.files[0]);
    input.value = "";
  } });
  const upload = el("button", { class: "kh-button", type: "button", name: "upload", onclick: () => input.click() });
  const again = el("button", { class: "kh-button kh-icon", type: "button", name: "refresh",
    onclick: () => send({ action: "refresh" }) }, "↻");
  const resultsLabel = el("span", { class: "kh-side" });
  const results = select("results", "", (name) => send({ action: "results", name }));
  const gradesLabel = el("span", { class: "kh-muted" });
  const grades = el("input", { type: "search", name: "grades", class: "kh-grades",
    onchange: () => take(), onkeydown: (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      take();
    } });
  let taken = "";
  function take() {
    if (grades.value === taken) return;
    taken = grades.value;
    send({ action: "grades", text: taken });
  }
  const profileLabel = el("span", { class: "kh-muted" });
  const profile = select("profile", "", (name) => send({ action: "profile", name }));
  const languages = ["zh", "en"].map((lang) => el("button", { type: "button", class: "kh-toggle", name: `lang-${lang}`,
    onclick: () => send({ action: "language", name: lang }) }, lang === "zh" ? "中文" : "EN"));
  const root = el("div", { class: "kh-chooser" },
    el("div", { class: "kh-choose" }, sides[0].root, swap, sides[1].root, upload, again, input),
    el("div", { class: "kh-choose" }, resultsLabel, results, gradesLabel, grades,
      el("span", { class: "kh-space" }), profileLabel, profile,
      el("span", { class: "kh-pair", role: "group" }, languages)));
  function draw() {
    const said = model.get("labels"), now = model.get("options");
    sides.forEach((side) => side.draw());
    for (const [button, words] of [[swap, said.swap], [again, said.refresh]]) {
      button.title = words;
      button.setAttribute("aria-label", words);
    }
    fill(upload, said.upload);
    upload.title = said.upload_hint;
    input.accept = now.accept;
    fill(resultsLabel, said.results);
    offer(results, said.results, now.results.choices, now.results.name);
    fill(gradesLabel, said.grades);
    grades.value = taken = now.grades;
    grades.title = said.grades_hint;
    grades.placeholder = "优秀=90；良好=80";
    grades.setAttribute("aria-label", said.grades);
    grades.disabled = !now.results.name;
    fill(profileLabel, said.profile);
    offer(profile, said.profile, now.profiles, now.profile);
    languages.forEach((button) => button.setAttribute("aria-pressed", button.name === `lang-${now.language}`));
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

function compareFoot(model, send) {
  const save = el("button", { type: "button", class: "kh-button", name: "save", onclick: () => send({ action: "save" }) });
  const state = el("span", { class: "kh-state", role: "status" });
  const copy = el("button", { type: "button", class: "kh-link", name: "download", hidden: true,
    onclick: () => send({ action: "download" }) });
  const root = el("div", { class: "kh-foot" }, save, el("span", { class: "kh-space" }), state, copy);
  function draw() {
    const said = model.get("labels"), status = model.get("status");
    fill(save, said.save);
    save.disabled = !model.get("header");
    fill(state, status.saved ? "✓ " : "", status.saved);
    fill(copy, said.download);
    copy.hidden = !status.saved;
  }
  function busy(text) {
    fill(state, el("span", { class: "kh-spin", "aria-hidden": "true" }), text);
  }
  return { root, draw, busy };
}
