// The pictures that take longer: one is open at a time, drawn by the kernel, with its reading and its table.

function picturePane(model, send) {
  const tabs = el("div", { class: "kh-tabs", role: "tablist" }), body = el("div", { class: "kh-tabbody", role: "tabpanel" });
  const root = el("section", { class: "kh-figures-pane" }, tabs, body);
  let asked = "";
  function draw() {
    const said = model.get("labels"), now = model.get("figures"), live = model.get("live");
    root.hidden = !live;
    if (!live) return;
    if (!now) {
      asked = "";
      fill(body, el("p", { class: "kh-muted kh-hint" }, el("span", { class: "kh-spin" }), said.working));
      return;
    }
    fill(tabs, now.tabs.map((name) => el("button", { type: "button", role: "tab", class: "kh-tab", name: `tab-${name}`,
      "aria-selected": name === now.tab, onclick: () => send({ action: "tab", name }) }, said[name])));
    if (!now.table) {
      fill(body, el("p", { class: "kh-muted kh-hint" }, said.no_changes));
      return;
    }
    const turn = now.pages > 1 && el("span", { class: "kh-turn" },
      el("button", { type: "button", class: "kh-button kh-icon", name: "page-back", disabled: now.page <= 1,
        "aria-label": said.page, onclick: () => send({ action: "page", number: now.page - 1 }) }, "‹"),
      ` ${said.page} ${now.page} / ${now.pages} `,
      el("button", { type: "button", class: "kh-button kh-icon", name: "page-on", disabled: now.page >= now.pages,
        "aria-label": said.page, onclick: () => send({ action: "page", number: now.page + 1 }) }, "›"));
    const shown = now.picture ? el("img", { src: now.picture, alt: `${said[now.tab]} ${now.said.join(" ")}`, class: "kh-drawn" })
      : now.pages > 0 && el("div", { class: "kh-drawn kh-waiting" }, el("span", { class: "kh-spin" }), said.working);
    fill(body, el("div", { class: "kh-reading" }, now.said.map((line) => el("p", {}, line)),
      now.simulated && el("p", { class: "kh-note-line" }, "▲ ", said.simulated)),
    el("div", { class: "kh-caption" }, turn, el("span", { class: "kh-space" }), now.pages > 0 && saveButtons(now.tab, send)),
    shown, el("div", { class: "kh-tablebox" }, plainTable(now.table)));
    const key = `${now.tab} ${now.page} ${now.said.join()}`;
    if (now.wanted && asked !== key) {
      asked = key;
      send({ action: "draw" });
    } else if (!now.wanted) asked = "";
  }
  return { root, draw };
}
