// The strip with what the draft does to the scores; it follows when the page has been quiet for a moment.

function effectStrip(model, send) {
  const word = el("b", {}), results = select("results", "", (name) => send({ action: "results", name }));
  const figures = el("span", { class: "kh-figures", role: "status" }), rests = el("span", { class: "kh-muted" });
  const root = el("div", { class: "kh-effect" }, el("div", { class: "kh-line" }, el("span", { class: "kh-figures" }, word, figures),
    results), rests);
  function draw() {
    const said = model.get("labels"), now = model.get("effect"), options = model.get("options");
    root.hidden = !model.get("head");
    fill(word, said.effect);
    offer(results, said.effect_results, options.results, options.result);
    root.classList.toggle("kh-old", !now || now.pending);
    if (!now) {
      fill(figures, el("span", { class: "kh-muted" }, said.effect_pending));
      fill(rests);
      return;
    }
    fill(figures, now.figures.map((one) => el("span", { class: one.changed ? "kh-moved" : "" }, `${one.label} `,
      one.changed && el("span", { class: "kh-was" }, one.was), el("b", {}, one.now))),
    el("span", {}, now.ranks), now.pending && el("span", { class: "kh-muted" }, said.effect_pending));
    fill(rests, now.rests_on);
  }
  return { root, draw };
}
