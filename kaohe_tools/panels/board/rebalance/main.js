// The rebalancing panel: builds its parts once, redraws each when what it shows has changed.

const QUIET = 700; // milliseconds without a message before the checks that an edit left out are run
const LATE = 2000; // milliseconds after which an edit without an answer is told not to be saved

function render({ model, el: host }) {
  return openPanel(model, host, "kh-rebalance", (send) => {
    const history = historyStrip(model, send), sheet = sheetStrip(model, send), errors = errorStrip(model);
    const scenario = scenarioStrip(model, send, history.root), total = totalStrip(model, send);
    const settings = settingsStrip(model, send), outcome = outcomeStrip(model, send);
    const grid = pointsGrid(model, send), sections = sectionBar(model, send);
    const charts = chartPane(model, (n) => grid.focus(n, "points")), effect = effectStrip(model, send);
    const row = rowPane(model, send), compared = comparePane(model, send);
    const past = historyPane(model, send), foot = exportStrip(model, send);
    const cells = { draw: () => grid.paint() };
    return {
      roots: [sheet.root, scenario.root, total.root, settings.root, errors.root, outcome.root,
        el("div", { class: "kh-upper" }, sections.root, charts.root), effect.root, grid.root, row.root, compared.root,
        past.root, foot.root],
      shown: {
        labels: [sheet, scenario, total, settings, errors, outcome, effect, sections, charts, grid, row, compared, past,
          foot, history],
        options: [sheet, scenario, effect],
        effect: [effect],
        head: [effect, total, sections, foot],
        settings: [settings],
        sections: [sections, charts],
        rows: [grid, charts],
        cells: [cells, charts],
        outcome: [outcome],
        detail: [row],
        compared: [compared, scenario],
        history: [past, history],
        status: [errors, foot, history, cells, total, settings, sections],
      },
      waits: (action, said) => ({ file: said.reading, sheet: said.reading, profile: said.reading,
        scenario: said.reading, export: said.saving, solve: said.solving, relax: said.solving })[action],
      tell: history.busy,
      sent: (message, said, unanswered) => {
        if (said || message.action === "select") return;
        setTimeout(() => unanswered() && [history, grid].forEach((one) => one.late(model.get("labels").late)), LATE);
      },
      answered: () => sections.answered(),
      quiet: QUIET,
      keys: (event) => {
        const key = event.key.toLowerCase();
        if (!(event.ctrlKey || event.metaKey) || event.target.closest("input[type=text]") || !"zy".includes(key)) return;
        event.preventDefault();
        event.stopPropagation();
        send({ action: key === "y" || event.shiftKey ? "redo" : "undo" });
      },
    };
  });
}

export default { render };
