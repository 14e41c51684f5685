// The strips of the review panel: header and totals.

function headStrip(model) {
  const root = el("div", { class: "kh-head" });
  function draw() {
    const said = model.get("labels"), head = model.get("header");
    if (!head) {
      fill(root, el("div", { class: "kh-title kh-muted" }, said.empty_title));
      return;
    }
    fill(root,
      el("div", { class: "kh-line" }, el("span", { class: "kh-title" }, head.title),
        el("span", { class: "kh-muted" }, head.place)),
      el("div", { class: "kh-line" }, el("span", { class: "kh-figures" },
        el("span", {}, head.size),
        el("span", { class: head.ok ? "kh-total" : "kh-total kh-off" }, head.total,
          head.verdict && el("span", { class: "kh-verdict" }, `≠ ${head.verdict}`)),
        head.counts.map((c) => el("span", { class: `kh-count kh-${c.key}` },
          el("span", { class: "kh-mark", "aria-hidden": "true" }, c.mark), ` ${c.label} `, el("b", {}, c.count)))),
      el("span", { class: "kh-muted" }, head.checks)),
      head.broken && el("div", { class: "kh-alert" }, head.broken));
  }
  return { root, draw };
}

function bar(parts, extra) {
  return el("div", { class: "kh-bar" },
    parts.map((p) => {
      const piece = el("span", { class: `kh-part kh-${p.period}`, title: `${p.label} ${p.points}` },
        p.length > 0.07 ? el("span", {}, p.points) : "");
      piece.style.width = `${p.length * 100}%`;
      return piece;
    }), extra);
}

function at(name, place, title) {
  const node = el("span", { class: name, title });
  node.style.left = `${place * 100}%`;
  return node;
}

function totalsPane(model) {
  const root = el("div", { class: "kh-totals" });
  function draw() {
    const said = model.get("labels"), totals = model.get("totals");
    if (!totals) {
      fill(root);
      return;
    }
    const share = totals.share;
    let band = null;
    if (share && share.band.length) {
      band = at("kh-band", share.band[0], said.band);
      band.style.width = `${(share.band[1] - share.band[0]) * 100}%`;
    }
    fill(root,
      el("div", { class: "kh-caption" }, said.totals,
        el("span", { class: "kh-legend" }, totals.legend.map((p) =>
          el("span", {}, el("i", { class: `kh-swatch kh-${p.period}` }), p.label)))),
      share && el("div", { class: "kh-share" }, bar(share.parts, band),
        el("div", { class: share.ok ? "kh-said" : "kh-said kh-off" }, share.ok ? "" : "▲ ", share.said)),
      el("div", { class: "kh-bars", role: "table", "aria-label": said.totals, tabindex: "0" }, totals.bars.map((b) =>
        el("div", { class: "kh-barrow", role: "row", title: [b.above, b.name].filter(Boolean).join(" / ") },
          el("span", { class: "kh-name", role: "rowheader" }, b.name),
          el("span", { class: "kh-track", role: "cell" },
            bar(b.parts, b.declared && at("kh-declared", b.declared_at, `${said.declared} ${b.declared}`))),
          el("span", { class: b.declared ? "kh-sum kh-off" : "kh-sum", role: "cell" }, b.total,
            b.declared && el("small", {}, `≠${b.declared}`))))));
  }
  return { root, draw };
}
