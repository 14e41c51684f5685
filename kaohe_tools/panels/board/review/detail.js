// The detail pane of the review panel: the sheet around the cell, the criterion, why, how to mend.

function excerptTable(excerpt) {
  return el("div", { class: "kh-sheet", tabindex: "0" }, el("table", {},
    el("thead", {},
      el("tr", {}, el("th"), excerpt.letters.map((letter) => el("th", { scope: "col" }, letter))),
      el("tr", {}, el("th"), excerpt.headings.map((heading, n) =>
        el("th", { scope: "col", class: excerpt.heading_marked[n] ? "kh-here" : "" }, heading)))),
    el("tbody", {}, excerpt.rows.map((row) => el("tr", { class: row.current ? "kh-current" : "" },
      el("th", { scope: "row" }, row.number),
      row.whole
        ? el("td", { colspan: excerpt.letters.length, class: row.current ? "kh-here" : "", title: row.note },
          el("div", {}, row.whole, el("small", { class: "kh-muted" }, `　${row.note}`)))
        : row.cells.map((cell) => el("td", {
          class: [cell.marked && "kh-here", cell.carried && "kh-carried"].filter(Boolean).join(" "),
          title: cell.text,
        }, el("div", {}, cell.text))))))));
}

function criterionBlock(criterion, said) {
  const pieces = criterion.pieces.map((piece) => {
    const name = [piece.rule && "kh-rule", piece.unread && "kh-unread"].filter(Boolean).join(" ");
    const text = piece.figure ? el("b", {}, piece.text) : piece.text;
    return name ? el("span", { class: name, "data-rule": piece.rule || null, title: piece.unread ? said.unread : "" },
      text) : text;
  });
  const last = new Map(criterion.pieces.map((piece, n) => [piece.rule, n]));
  const shown = pieces.flatMap((piece, n) => {
    const rule = criterion.pieces[n].rule;
    return rule && last.get(rule) === n ? [piece, el("sup", { class: "kh-no" }, rule)] : [piece];
  });
  return el("div", { class: "kh-criterion" },
    el("div", { class: "kh-caption" }, said.criterion, criterion.points && el("span", { class: "kh-muted" },
      ` ${said.item_points} ${criterion.points}`)),
    el("p", { class: "kh-text" }, shown),
    criterion.rules.length > 0
      ? el("ol", { class: "kh-meanings" }, criterion.rules.map((rule) =>
        el("li", {}, el("sup", { class: "kh-no" }, rule.number), " ", rule.said)),
      criterion.cap && el("li", {}, criterion.cap))
      : el("p", { class: "kh-muted" }, said.no_rule),
    criterion.unread && el("p", { class: "kh-muted" }, el("span", { class: "kh-unread" }, "　"), " ", said.unread));
}

function explanationBlock(page, said) {
  return el("div", { class: "kh-explained" },
    el("div", { class: "kh-caption" }, page.title),
    el("div", { class: "kh-page" }, page.parts.flatMap((part) =>
      [el("span", { class: "kh-muted" }, part.label), el("span", { class: "kh-body" }, part.text)])),
    el("button", { type: "button", class: "kh-link", name: "unexplain" }, said.close));
}

function detailPane(model, send) {
  const root = el("section", { class: "kh-detail", onclick: (event) => {
    const button = event.target.closest("button");
    if (button?.name === "place") send({ action: "place", place: Number(button.value) });
    if (button?.name === "unexplain") send({ action: "explain", toggle: true });
    if (button?.name === "explain-here") send({ action: "explain", toggle: true });
  } });

  function places(detail, said) {
    if (detail.places.length < 2) return null;
    const near = detail.places.map((place, n) => [place, n])
      .filter(([, n]) => Math.abs(n - detail.place) <= 4 || n === 0 || n === detail.places.length - 1);
    return el("span", { class: "kh-places", role: "group", "aria-label": said.places },
      near.flatMap(([place, n], at) => [at > 0 && near[at - 1][1] < n - 1 ? "…" : null,
        el("button", { type: "button", class: "kh-chip", name: "place", value: n, title: place.note,
          "aria-pressed": n === detail.place }, place.cell)]));
  }

  function draw() {
    const said = model.get("labels"), detail = model.get("detail");
    root.setAttribute("aria-label", said.detail);
    if (!detail) {
      fill(root, el("p", { class: "kh-muted kh-hint" }, model.get("header") ? said.hint : ""));
      return;
    }
    const place = detail.places[detail.place];
    fill(root,
      el("div", { class: `kh-what kh-${detail.severity}` },
        el("span", { class: "kh-mark", "aria-hidden": "true" }, detail.mark),
        el("b", {}, detail.code), el("span", { class: "kh-message" }, detail.message),
        el("span", { class: "kh-muted kh-ident", title: detail.name }, detail.title)),
      el("div", { class: "kh-where" },
        detail.where && el("span", { class: "kh-muted" }, detail.where), detail.indicator && el("span", {}, detail.indicator),
        place && place.note && el("span", {}, place.note), places(detail, said)),
      detail.excerpt && excerptTable(detail.excerpt),
      el("div", { class: "kh-columns" },
        detail.criterion && criterionBlock(detail.criterion, said),
        el("div", { class: "kh-advice" },
          el("div", { class: "kh-caption" }, said.why), el("p", {}, detail.why),
          detail.fix && [el("div", { class: "kh-caption" }, said.mend), el("p", {}, detail.fix)],
          !detail.explanation && el("button", { type: "button", class: "kh-link", name: "explain-here" }, said.explain))),
      detail.explanation && explanationBlock(detail.explanation, said));
  }
  return { root, draw };
}
