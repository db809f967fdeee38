/** What a person did at the keyboard. */
export type Key =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "paste"; readonly text: string }
  | { readonly kind: "key"; readonly name: KeyName };

export type KeyName =
  | "enter"
  | "backspace"
  | "delete"
  | "left"
  | "right"
  | "up"
  | "down"
  | "home"
  | "end"
  | "wordLeft"
  | "wordRight"
  | "eraseWord"
  | "eraseBefore"
  | "eraseAfter"
  | "redraw"
  | "interrupt"
  | "endOfInput"
  | "newline"
  | "escape"
  | "pageUp"
  | "pageDown"
  | "top"
  | "bottom"
  | "switch"
  | "choose"
  | "previousRoom"
  | "nextRoom"
  | "help"
  | "focusIn"
  | "focusOut";

const controls: Readonly<Record<string, KeyName>> = {
  "\r": "enter",
  "\n": "newline",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "endOfInput",
  "\x05": "end",
  "\x06": "right",
  "\x07": "switch",
  "\x0b": "eraseAfter",
  "\x0c": "redraw",
  "\x0e": "down",
  "\x0f": "choose",
  "\x10": "up",
  "\x15": "eraseBefore",
  "\x17": "eraseWord",
};

/** Escape sequences after ESC, as xterm, the Linux console and tmux send them. */
const sequences: Readonly<Record<string, KeyName>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "OA": "up",
  "OB": "down",
  "OC": "right",
  "OD": "left",
  "[H": "home",
  "[F": "end",
  "OH": "home",
  "OF": "end",
  "[1~": "home",
  "[4~": "end",
  "[7~": "home",
  "[8~": "end",
  "[3~": "delete",
  "[1;5C": "wordRight",
  "[1;5D": "wordLeft",
  "[1;3C": "wordRight",
  "[1;3D": "wordLeft",
  "f": "wordRight",
  "b": "wordLeft",
  "\x7f": "eraseWord",
  "\r": "newline",
  "[5~": "pageUp",
  "[6~": "pageDown",
  "[1;5H": "top",
  "[1;5F": "bottom",
  "[1;3A": "previousRoom",
  "[1;3B": "nextRoom",
  "OP": "help",
  "[11~": "help",
  "[[A": "help",
  "[I": "focusIn",
  "[O": "focusOut",
};

const pasteStart = "\x1b[200~";
const pasteEnd = "\x1b[201~";
/** Longest text between the marks of a paste that is waited for, characters. */
const pasteCharsMax = 100_000;

/** Turns what a terminal in raw mode sends into keys. Sequences may be cut anywhere between two chunks. */
export class KeyDecoder {
  #waiting = "";

  decode(chunk: string): Key[] {
    let input = this.#waiting + chunk;
    const keys: Key[] = [];
    while (input !== "") {
      const taken = this.#next(input, keys);
      if (taken === 0) break;
      input = input.slice(taken);
    }
    this.#waiting = input;
    return keys;
  }

  /** Whether what came last is either the escape key or the beginning of a sequence: time tells. */
  get isUndecided(): boolean {
    return this.#waiting === "\x1b";
  }

  /** Nothing came after it: it was the key. */
  decide(): Key[] {
    if (!this.isUndecided) return [];
    this.#waiting = "";
    return [{ kind: "key", name: "escape" }];
  }

  /** Reads one key into `keys`; answers how many characters it took, 0 when the rest is still to come. */
  #next(input: string, keys: Key[]): number {
    if (input.startsWith(pasteStart)) return this.#paste(input, keys);
    if (input.startsWith("\x1b")) return this.#sequence(input, keys);
    const control = controls[input[0] ?? ""];
    if (control !== undefined) {
      keys.push({ kind: "key", name: control });
      return 1;
    }
    let length = 0;
    while (length < input.length && !isControl(input.charCodeAt(length))) length++;
    if (length === 0) return 1;
    keys.push({ kind: "text", text: input.slice(0, length) });
    return length;
  }

  #sequence(input: string, keys: Key[]): number {
    let length = 2;
    if (input[1] === "[" && input[2] === "[") length = 4;
    else if (input[1] === "[") {
      // Parameters, then one final character from @ to ~.
      while (length < input.length && !(input[length]! >= "@" && input[length]! <= "~")) length++;
      length++;
    } else if (input[1] === "O") length = 3;
    if (input.length < length) return 0;
    const name = sequences[input.slice(1, length)];
    if (name !== undefined) keys.push({ kind: "key", name });
    return length;
  }

  #paste(input: string, keys: Key[]): number {
    const end = input.indexOf(pasteEnd);
    if (end < 0 && input.length < pasteCharsMax) return 0;
    const text = input.slice(pasteStart.length, end < 0 ? undefined : end);
    keys.push({ kind: "paste", text: text.replaceAll("\r\n", "\n").replaceAll("\r", "\n") });
    return end < 0 ? input.length : end + pasteEnd.length;
  }
}

function isControl(code: number): boolean {
  return code < 0x20 || code === 0x7f;
}
