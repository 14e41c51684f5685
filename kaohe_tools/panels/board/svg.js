// Making SVG elements; text only ever becomes a text node.

const SVG = "http://www.w3.org/2000/svg";

function shape(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value));
  node.append(...children.map((c) => (c instanceof Node ? c : document.createTextNode(inOrder(c)))));
  return node;
}
