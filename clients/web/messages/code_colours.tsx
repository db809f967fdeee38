import { common, createLowlight } from "lowlight";
import type { ReactNode } from "react";

type Nodes = ReturnType<typeof lowlight.highlight>["children"];

const lowlight = createLowlight(common);

/** Nobody reads colours in more than this, and finding them takes time with every character. */
const charsMax = 20_000;

/** Code with what its words are in its language: a tree made into elements, never markup. `undefined`: not known. */
export function codeColours(text: string, language: string): ReactNode {
  if (text.length > charsMax || !lowlight.registered(language)) return undefined;
  return elements(lowlight.highlight(language, text).children);
}

function elements(nodes: Nodes): ReactNode {
  return nodes.map((node, i) => {
    if (node.type === "text") return node.value;
    if (node.type !== "element") return null;
    const { className } = node.properties;
    return (
      <span key={i} className={Array.isArray(className) ? className.join(" ") : undefined}>
        {elements(node.children as Nodes)}
      </span>
    );
  });
}
