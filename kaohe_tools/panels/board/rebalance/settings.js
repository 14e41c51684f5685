// The settings of a scenario.

function settingsStrip(model, send) {
  const word = {};
  const named = (key, node) => el("label", { class: "kh-setting" },
    word[key] = el("span", { class: "kh-muted" }), node);
  const objective = select("objective", "", (name) => send({ action: "objective", name }));
  const follow = select("follow", "", (name) => send({ action: "follow", name }));
  const tick = field("tick", (text) => send({ action: "tick", text }));
  const orders = field("orders", (text) => send({ action: "orders", text }));
  orders.root.classList.add("kh-wide");
  const fit = el("input", { type: "checkbox", name: "fit", onchange: () => send({ action: "fit", on: fit.checked }) });
  const solve = el("button", { type: "button", class: "kh-button kh-main-button", name: "solve",
    onclick: () => send({ action: "solve" }) });
  const root = el("div", { class: "kh-settings" }, named("tick", tick.root), named("objective", objective),
    named("follow", follow), el("label", { class: "kh-setting" }, fit, word.fit = el("span", {})),
    named("orders", orders.root), el("span", { class: "kh-space" }), solve);
  function draw() {
    const said = model.get("labels"), now = model.get("settings");
    root.hidden = !now;
    if (!now) return;
    Object.keys(word).forEach((key) => fill(word[key], said[key]));
    offer(objective, said.objective, now.objectives, now.objective);
    offer(follow, said.follow, now.follows, now.follow);
    tick.show(now.tick, said.tick_hint);
    orders.show(now.orders, said.orders_hint);
    orders.root.placeholder = "3 > 7 > 9; 1 > 2";
    fit.checked = now.fit;
    fill(solve, said.solve);
  }
  return { root, draw };
}
