import { Window } from "happy-dom";
import type { ReactNode } from "react";

/** A document for React, which looks for one when it is loaded: so this comes first, and React after it. */
const window = new Window({ url: "http://parley.test/" });
Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
const { act, createElement, StrictMode } = await import("react");
const { createRoot } = await import("react-dom/client");

/** What is rendered, as one would find it on the screen. */
export interface Screen {
  /** Lets something happen, and React answer to it. */
  does(work: () => unknown): Promise<void>;
  /** The texts of all elements that fit the selector. */
  texts(selector: string): string[];
  find(selector: string): { readonly textContent: string | null } | null;
  close(): Promise<void>;
}

/** Renders in strict mode, where everything is mounted twice. */
export async function render(node: ReactNode): Promise<Screen> {
  const container = window.document.createElement("div");
  const root = createRoot(container as unknown as Element);
  const does = (work: () => unknown): Promise<void> => act(async () => void await work());
  await does(() => root.render(createElement(StrictMode, undefined, node)));
  return {
    does,
    texts: (selector) => Array.from(container.querySelectorAll(selector), ({ textContent }) => textContent ?? ""),
    find: (selector) => container.querySelector(selector),
    close: () => does(() => root.unmount()),
  };
}
