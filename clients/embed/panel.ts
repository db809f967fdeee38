/// <reference lib="dom" />
import { element } from "./element.ts";
import type { Labels } from "./labels.ts";

/** Rows of the field at most: then it scrolls. */
const fieldRowsMax = 6;

/** The bubble, and the panel above it: everything but the messages. */
export class Panel {
  readonly bubble: HTMLButtonElement;
  readonly root: HTMLElement;
  readonly field: HTMLTextAreaElement;
  readonly #body: HTMLElement;
  readonly #status: HTMLElement;
  readonly #badge: HTMLElement;
  readonly #send: HTMLButtonElement;
  readonly #labels: Labels;
  #unread = 0;

  constructor(heading: string, labels: Labels, act: { toggle(): void; close(): void; send(text: string): void }) {
    this.#labels = labels;
    this.#badge = element("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.bubble = element(
      "button",
      { type: "button", class: "bubble", part: "bubble", "aria-expanded": "false", "aria-controls": "panel" },
      icon(),
      this.#badge,
    );
    this.bubble.addEventListener("click", act.toggle);
    const close = element("button", { type: "button", class: "close", "aria-label": labels.close }, "\u00d7");
    close.addEventListener("click", act.close);
    const title = element("h2", { id: "title" }, heading);
    this.#status = element("p", { class: "status", role: "status" });
    this.#body = element("div", { class: "body" });
    this.field = element("textarea", {
      "aria-label": labels.message,
      placeholder: labels.message,
      rows: "1",
      dir: "auto",
    });
    this.#send = element("button", { type: "submit", class: "send" }, labels.send);
    const form = this.#form(act.send);
    this.root = element(
      "section",
      { class: "panel", part: "panel", id: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
      element("header", { part: "header" }, title, close),
      this.#status,
      this.#body,
      form,
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      act.close();
    });
    this.show(0);
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  setOpen(isOpen: boolean): void {
    this.root.hidden = !isOpen;
    this.bubble.setAttribute("aria-expanded", String(isOpen));
    this.show(this.#unread);
  }

  /** The place of the messages. */
  fill(content: HTMLElement): void {
    this.#body.replaceChildren(content);
  }

  /** What is going on; "": nothing to tell. */
  tell(text: string): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** Nothing can be written any more. */
  end(): void {
    this.field.disabled = true;
    this.#send.disabled = true;
  }

  /** Unread messages: beside the bubble for the eye, in its name for the ear. */
  show(unread: number): void {
    this.#unread = unread;
    this.#badge.hidden = unread === 0;
    this.#badge.textContent = unread > 99 ? "99+" : String(unread);
    const { open, close } = this.#labels;
    const name = this.isOpen ? close : open;
    this.bubble.setAttribute("aria-label", unread === 0 ? name : `${name}, ${this.#labels.unread(unread)}`);
  }

  #form(send: (text: string) => void): HTMLFormElement {
    const form = element("form", {}, this.field, this.#send);
    const submit = () => {
      const text = this.field.value;
      if (text.trim() === "") return;
      send(text);
      this.field.value = "";
      this.#grow();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
      this.field.focus();
    });
    this.field.addEventListener("keydown", (event) => {
      // Where words are composed of several keys, Enter ends the composing.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    });
    this.field.addEventListener("input", () => this.#grow());
    return form;
  }

  #grow(): void {
    this.field.rows = Math.min(fieldRowsMax, this.field.value.split("\n").length);
  }
}

const svg = "http://www.w3.org/2000/svg";

function icon(): SVGElement {
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z");
  drawing.append(path);
  return drawing;
}
