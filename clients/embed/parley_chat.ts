/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Connection, RoomModel } from "../sdk/mod.ts";
import { Conversation } from "./conversation.ts";
import { type Labels, labelsOf } from "./labels.ts";
import { MessageList } from "./message_list.ts";
import { Panel } from "./panel.ts";
import { styleSheet } from "./style_sheet.ts";

/** Where this script came from is where the server is, unless the element says otherwise. */
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;

/**
 * `<parley-chat>`: a bubble at the edge of the page, and a panel with the conversation.
 *
 * Attributes: `token-url` (an address of the host that answers `{"token"}`), or `token`; `server`, `heading`, `lang`, `open`.
 * Methods: `open()`, `close()`. Events, which leave the shadow: `parley-open`, `parley-close`, `parley-unread` with
 * `detail.count`. Appearance: CSS variables `--parley-…`, parts `bubble`, `panel` and `header`.
 */
export class ParleyChat extends HTMLElement {
  static readonly observedAttributes = ["server", "token", "token-url", "heading", "lang"];
  #labels: Labels = labelsOf("en");
  #panel: Panel | undefined;
  #conversation: Conversation | undefined;
  #room: RoomModel | undefined;
  #list: MessageList | undefined;
  #stopReading: (() => void) | undefined;
  #unread = 0;
  #waiting: string[] = [];
  readonly #seen = () => this.#markRead();

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [styleSheet()];
  }

  connectedCallback(): void {
    document.addEventListener("visibilitychange", this.#seen);
    this.#begin();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#seen);
    this.#end();
  }

  /** Another user, server or language: begins anew. */
  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (!this.isConnected || this.#panel === undefined || before === after) return;
    this.#end();
    this.#begin();
  }

  /** How many messages are unread. */
  get unread(): number {
    return this.#unread;
  }

  open(): void {
    const panel = this.#panel;
    if (panel === undefined || panel.isOpen) return;
    panel.setOpen(true);
    this.toggleAttribute("open", true);
    this.#read();
    panel.field.focus();
    this.#tell("parley-open");
  }

  close(): void {
    const panel = this.#panel;
    if (panel === undefined || !panel.isOpen) return;
    panel.setOpen(false);
    this.toggleAttribute("open", false);
    this.#stopReading?.();
    this.#stopReading = undefined;
    panel.bubble.focus();
    this.#tell("parley-close");
  }

  #begin(): void {
    const language = this.closest<HTMLElement>("[lang]")?.lang ?? navigator.language;
    this.#labels = labelsOf(language);
    const panel = new Panel(this.getAttribute("heading") ?? this.#labels.heading, this.#labels, {
      toggle: () => panel.isOpen ? this.close() : this.open(),
      close: () => this.close(),
      send: (text) => this.#send(text),
    });
    this.#panel = panel;
    this.shadowRoot!.replaceChildren(panel.root, panel.bubble);
    panel.tell(this.#labels.connecting);
    const server = new URL(this.getAttribute("server") ?? new URL("/", script), document.baseURI).href.replace(
      /\/+$/,
      "",
    );
    const options = { server, ...this.#vouching() };
    this.#conversation = new Conversation(options, {
      entered: (room, user) => this.#entered(room, user),
      connection: (connection) => this.#connected(connection),
      unread: (count) => this.#counted(count),
      unreachable: () => panel.tell(this.#labels.unreachable),
      ended: () => {
        panel.tell(this.#labels.ended);
        panel.end();
      },
    });
    if (this.hasAttribute("open")) {
      panel.setOpen(true);
      this.#read();
    }
  }

  #end(): void {
    this.#stopReading?.();
    this.#stopReading = undefined;
    this.#conversation?.close();
    this.#room = undefined;
    this.#list = undefined;
    this.#waiting = [];
    this.#counted(0);
  }

  #vouching(): { tokenUrl?: string; token?: string } {
    const [tokenUrl, token] = [this.getAttribute("token-url"), this.getAttribute("token")];
    if (tokenUrl !== null) return { tokenUrl: new URL(tokenUrl, document.baseURI).href };
    return token === null ? {} : { token };
  }

  #entered(room: RoomModel, user: string): void {
    this.#room = room;
    this.#list = new MessageList(room, user, this.#labels);
    this.#panel?.fill(this.#list.root);
    for (const text of this.#waiting.splice(0)) room.send(text);
    this.#read();
  }

  /** What is written before the visitor is in is sent as soon as he is. */
  #send(text: string): void {
    if (this.#room === undefined) this.#waiting.push(text);
    else this.#room.send(text);
    this.#list?.scrollToEnd();
  }

  /** Shows the messages while the panel is open. */
  #read(): void {
    const [room, list] = [this.#room, this.#list];
    if (room === undefined || list === undefined || !this.#panel?.isOpen || this.#stopReading !== undefined) return;
    const show = () => {
      const snapshot = room.messages.get();
      list.show(snapshot);
      if (snapshot.status === "gone" || snapshot.status === "forbidden") {
        this.#panel?.tell(this.#labels.ended);
        this.#panel?.end();
      }
      this.#markRead();
    };
    this.#stopReading = room.messages.subscribe(show);
    show();
    list.scrollToEnd();
  }

  /** Read is what stands on a screen that is looked at. */
  #markRead(): void {
    if (this.#stopReading === undefined || document.visibilityState !== "visible") return;
    const seq = this.#room?.messages.get().items.findLast(({ seq }) => seq !== undefined)?.seq;
    if (seq !== undefined) this.#room?.markRead(seq);
  }

  #connected({ state }: Connection): void {
    const { offline, reconnecting } = this.#labels;
    this.#panel?.tell(state === "online" ? "" : state === "offline" ? offline : reconnecting);
  }

  #counted(count: number): void {
    if (count === this.#unread) return;
    this.#unread = count;
    this.#panel?.show(count);
    this.#tell("parley-unread", { count });
  }

  #tell(name: string, detail?: object): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}
