export function found(node, text) {
  // ruleid: text-as-markup
  node.innerHTML = text;
  // ruleid: text-as-markup
  node.insertAdjacentHTML("beforeend", text);
  // ruleid: text-as-markup
  eval(text);
}

export function notFound(node, text) {
  // ok: text-as-markup
  node.textContent = text;
  // ok: text-as-markup
  node.append(text);
}
