import type { ExportRecord } from "../chat/data_export.ts";
import type { RoomEvent } from "../protocol/event.ts";
import { escaped } from "../protocol/text.ts";
import { textStream } from "./text_stream.ts";

export type ExportFormat = "json" | "html";

export const exportTypes: Readonly<Record<ExportFormat, string>> = {
  json: "application/json",
  html: "text/html; charset=utf-8",
};

/** Lines of an export as a file. */
export function exportFile(pieces: AsyncIterable<string>, format: ExportFormat): ReadableStream<Uint8Array> {
  return textStream(format === "json" ? jsonParts(pieces) : htmlParts(pieces));
}

/** `{"records":[…]}`, a record a line. */
async function* jsonParts(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield '{"records":[\n';
  let isFirst = true;
  for await (const piece of pieces) {
    yield `${isFirst ? "" : ",\n"}${piece.replaceAll("\n", ",\n")}`;
    isFirst = false;
  }
  yield "\n]}\n";
}

const style = "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}" +
  "h2{margin-top:2rem}time{color:#666;font-size:.85em}p{margin:.4rem 0;white-space:pre-wrap;overflow-wrap:anywhere}";

/** A page to be read: everything of a person's is text, whatever it looks like. */
async function* htmlParts(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield `<!doctype html><html lang="en"><meta charset="utf-8"><title>My data</title><style>${style}</style>\n`;
  yield "<h1>My data</h1>\n";
  let room = "";
  for await (const piece of pieces) {
    let part = "";
    for (const line of piece.split("\n")) {
      const record = JSON.parse(line) as ExportRecord;
      if (record.kind === "event" && record.room.id !== room) {
        room = record.room.id;
        part += `<h2>${escaped(record.room.name)}</h2>\n`;
      }
      part += paragraph(record);
    }
    yield part;
  }
  yield "</html>\n";
}

function paragraph(record: ExportRecord): string {
  switch (record.kind) {
    case "account":
      return `<h2>Account</h2>\n${
        Object.entries(record.account).map(([name, value]) => `<p>${escaped(name)}: ${escaped(String(value))}</p>\n`)
          .join("")
      }<h2>Rooms</h2>\n`;
    case "membership":
      return `<p>${escaped(record.room.name)}, ${record.role} since ${escaped(record.joined_at)}</p>\n`;
    case "event":
      return `<p><time>${escaped(record.event.timestamp)}</time> ${escaped(told(record.event))}</p>\n`;
    case "draft":
      return `<p>(draft) ${escaped(record.draft.content)}</p>\n`;
    case "scheduled":
      return `<p>(to be sent <time>${record.scheduled.send_at}</time>) ${escaped(record.scheduled.content)}</p>\n`;
    default: {
      const { kind, ...rest } = record;
      return `<p>(${kind}) ${escaped(JSON.stringify(rest))}</p>\n`;
    }
  }
}

/** What an event says, in words for who reads it outside of any room. */
function told({ type, content, of, removed, deleted, attachments = [] }: RoomEvent): string {
  if (type === "deleted") return `(deleted message ${of})`;
  if (deleted !== undefined) return "(deleted)";
  if (type === "edited") return `(changed message ${of}) ${content}`;
  if (type === "reaction") return `(${removed === true ? "took back" : "put"} ${content}, message ${of})`;
  return [content, ...attachments.map(({ name }) => `(file ${name})`)].join(" ").trim();
}
