import type { TimelineItem } from "../../sdk/mod.ts";
import { clockText } from "../format.ts";
import { marksOf } from "../message_commands.ts";
import { safeLine, safeText } from "../safe_text.ts";
import { textWidth } from "../text_width.ts";
import { type Line, type Span, wrapText } from "./span.ts";

/** Columns that stay for the text itself, whatever the name before it takes. */
const textColumnsMin = 12;

/** The rows of one item: `12:34 name: text`, further rows indented. */
export function itemLines(item: TimelineItem, columns: number): Line[] {
  const time: Span = { text: `${clockText(item.timestamp)} `, ink: "dim" };
  if (item.kind === "system") {
    return wrapText(safeLine(item.content), columns - 8).map((text, row) => [
      row === 0 ? time : { text: "      " },
      { text: `${row === 0 ? "* " : "  "}${text}`, ink: "dim" },
    ]);
  }
  const name = safeLine(item.user.name);
  const indent = Math.max(8, Math.min(8 + textWidth(name), columns - textColumnsMin));
  const text = wrapText(item.isDeleted ? "(deleted)" : safeText(item.content), columns - indent);
  const isFaint = item.state === "pending" || item.isDeleted || item.isChanging;
  const lines: Line[] = text.map((row, at) => {
    const said: Span = isFaint ? { text: row, ink: "dim" } : { text: row };
    if (at > 0) return [{ text: " ".repeat(indent) }, said];
    return [time, { text: name, ink: { nameOf: item.user.id } }, { text: ": " }, said];
  });
  const about = [
    item.replyTo === undefined ? "" : `to #${item.replyTo}`,
    item.forwarded === undefined ? "" : `from ${safeLine(item.forwarded.username)}`,
    ...(item.attachments ?? []).map(({ name }) => `file ${safeLine(name)}`),
    marksOf(item),
  ].filter((part) => part !== "").join("  ");
  if (about !== "") lines.push(...wrapText(about, columns - indent).map((row): Line => marksLine(row, indent)));
  if (item.failure !== undefined) {
    const why = safeLine(item.failure.error.message);
    lines.push([{ text: `      ! Not done: ${why}. /retry tries again, /discard drops it`, ink: "bad" }]);
  }
  if (item.state === "pending") lines.push([{ text: `${" ".repeat(indent)}… on its way`, ink: "dim" }]);
  if (item.state === "failed") {
    const why = safeLine(item.error?.message ?? "refused");
    const notice = wrapText(`! Not sent: ${why}. /retry sends it again, /discard drops it`, columns - 6);
    lines.push(...notice.map((row): Line => [{ text: `      ${row}`, ink: "bad" }]));
  }
  return lines;
}

function marksLine(text: string, indent: number): Line {
  return [{ text: `${" ".repeat(indent)}${text}`, ink: "dim" }];
}

/** A row across the whole width with a word in it. */
export function divider(word: string, columns: number, ink: "dim" | "strong"): Line {
  const left = Math.max(2, Math.floor((columns - textWidth(word) - 2) / 2));
  const right = Math.max(2, columns - left - textWidth(word) - 2);
  return [{ text: `${"─".repeat(left)} ${word} ${"─".repeat(right)}`, ink }];
}

/** The local day of an item, for the rows between days. */
export function dayText(timestamp: string): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return "";
  return time.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}
