import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A fenced block of a Markdown document. */
export interface Block {
  /** The word behind the fence: `sh`, `json`, `js` … */
  readonly language: string;
  readonly text: string;
  /** The line of the fence, from 1. */
  readonly line: number;
}

export interface Document {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

export async function readDocument(path: string): Promise<Document> {
  const text = await Deno.readTextFile(`${root}/${path}`);
  return { path, text, blocks: blocksOf(text) };
}

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  text.split("\n").forEach((row, index) => {
    const fence = /^```(\w*)/.exec(row);
    if (open === undefined) {
      if (fence !== null) open = { language: fence[1] ?? "", line: index + 1, lines: [] };
    } else if (row === "```") {
      blocks.push({ language: open.language, line: open.line, text: open.lines.join("\n") });
      open = undefined;
    } else open.lines.push(row);
  });
  if (open !== undefined) throw new Error(`The block of line ${open.line} does not end`);
  return blocks;
}

/** The cells of the table below a heading, or, for several, of the first whose header has this cell. */
export function tableOf({ text, path }: Document, header: string): string[][] {
  const rows = text.split("\n");
  const at = rows.findIndex((row, i) => cellsOf(row).includes(header) && /^\|[-| ]+$/.test(rows[i + 1] ?? ""));
  if (at < 0) throw new Error(`${path} has no table with a column ${JSON.stringify(header)}`);
  const end = rows.findIndex((row, i) => i > at && !row.startsWith("|"));
  return rows.slice(at + 2, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(row: string): string[] {
  return row.startsWith("|") ? row.slice(1, -1).split("|").map((cell) => cell.trim()) : [];
}

/** The JSON values that stand one after the other in a text. */
export function jsonValues(text: string): unknown[] {
  const values: unknown[] = [];
  let pending = "";
  for (const row of text.split("\n")) {
    pending += `${row}\n`;
    if (pending.trim() === "") continue;
    const value = parsed(pending);
    if (value === undefined) continue;
    values.push(value.json);
    pending = "";
  }
  if (pending.trim() !== "") throw new Error(`Not JSON: ${pending}`);
  return values;
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The value with what differs from run to run replaced by what it is. */
export function abstract(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(abstract);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, abstract(inner)]));
  }
  if (typeof value !== "string") return value;
  if (/^0{24}$/.test(value)) return value;
  if (/^[0-9a-f]{24}$/.test(value)) return "<id>";
  if (/^[0-9a-f]{16}$/.test(value)) return "<epoch>";
  if (/^[\w-]{22}$/.test(value)) return "<code>";
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return "<time>";
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? "<token>" : value;
}
