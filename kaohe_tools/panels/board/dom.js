// Making page elements. Text from a sheet only ever becomes a text node or an attribute's value;
// no panel sets innerHTML.

// Lab's own shortcuts (x cuts a cell, arrows leave it) act on whatever has the focus in a notebook,
// unless that very element says no.
const FOCUSABLE = new Set(["button", "select", "input", "summary"]);

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  if (FOCUSABLE.has(tag) || props.tabindex) node.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("aria-")) node.setAttribute(name, String(value));
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  fill(node, ...children);
  return node;
}

// A file's name may turn the order of its letters round; on the page they stand as they are stored.
function inOrder(text) {
  return String(text).replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g, "");
}

function fill(node, ...children) {
  node.replaceChildren(
    ...children.flat().filter((c) => c !== null && c !== undefined && c !== false && c !== "")
      .map((c) => (c instanceof Node ? c : document.createTextNode(inOrder(c)))),
  );
  return node;
}

// A selection list that keeps its node, so that a redraw never takes the focus away.
function select(name, label, onchange) {
  const list = el("select", { "aria-label": label, title: label, name, onchange: () => onchange(list.value) });
  return list;
}

function offer(list, label, choices, chosen) {
  list.title = label;
  list.setAttribute("aria-label", label);
  fill(list, choices.map((c) => el("option", { value: c.value }, c.label)));
  list.value = chosen;
}

function debounced(wait, run) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait);
  };
}

// A file goes to the kernel in parts, since one large message would close its connection.
const PART = 1024 * 1024;

async function sendFile(model, file) {
  const parts = Math.max(1, Math.ceil(file.size / PART));
  for (let part = 0; part < parts; part += 1) {
    const bytes = await file.slice(part * PART, (part + 1) * PART).arrayBuffer();
    model.send({ action: "upload", name: file.name, part, parts }, undefined, [new DataView(bytes)]);
  }
}

function keepCopy(name, buffer) {
  const address = URL.createObjectURL(new Blob([buffer], { type: "application/octet-stream" }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
