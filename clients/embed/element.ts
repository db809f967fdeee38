/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

type Attributes = Readonly<Record<string, string | boolean>>;

/** Makes an element: attributes as they are, children as text unless they are elements. Nothing is ever read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const address = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}']/g;

/** A text with its addresses as links; everything else is text. */
export function linked(text: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    const href = URL.canParse(match[0]) ? match[0] : undefined;
    if (href === undefined) continue;
    nodes.push(document.createTextNode(text.slice(at, match.index)));
    nodes.push(element("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, href));
    at = match.index + href.length;
  }
  nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}
