import { getJsonLinesFormatter, type LogRecord, type TextFormatter } from "@logtape/logtape";
import { getPrettyFormatter } from "@logtape/pretty";
import { cleanFields, cleanText } from "./log_fields.ts";

export type LogFormat = "pretty" | "json";

/**
 * What a terminal or a viewer would act upon though JSON lets it pass: DEL and C1 controls, line separators, marks that
 * turn the direction of text. (JSON itself escapes the C0 controls.)
 */
const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Keys of the line itself, which no field may take over. */
const reserved = new Set(["@timestamp", "level", "message", "logger"]);

/** One JSON object a line: `@timestamp`, `level`, `message`, `logger`, and the fields beside them. */
export function jsonLineFormat(): TextFormatter {
  const format = getJsonLinesFormatter({ properties: "flatten" });
  return (record) => {
    const properties: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(cleanFields(record.properties))) {
      properties[reserved.has(key) ? `field_${key.replace("@", "")}` : key] = value;
    }
    return escapeUnsafe(format({ ...record, message: [messageOf(record)], properties }).trimEnd()) + "\n";
  };
}

/** One line for people: time, level, message, `key=value` fields; stacks of errors on lines below it. */
export function prettyFormat(colors: boolean): TextFormatter {
  const format = getPrettyFormatter({
    colors,
    icons: false,
    timestamp: "time",
    timestampStyle: null,
    levelStyle: null,
    messageStyle: null,
    messageColor: null,
    categoryWidth: 0,
    categoryStyle: null,
    categoryColor: null,
    align: false,
    properties: false,
    wordWrap: false,
  });
  return (record) => {
    const stacks: string[] = [];
    const fields = Object.entries(cleanFields(record.properties)).map(([key, value]) => {
      return `${visible(key)}=${fieldText(value, stacks)}`;
    });
    const message = [visible(messageOf(record)), ...fields].join(" ");
    const line = format({ ...record, category: [], message: [message], properties: {} }).trimEnd();
    return [line, ...stacks.map((stack) => `    ${visible(stack.trim())}`)].join("\n") + "\n";
  };
}

function messageOf(record: LogRecord): string {
  return cleanText(record.message.map(String).join(""));
}

function fieldText(value: unknown, stacks: string[]): string {
  if (typeof value === "string") return /^[\w./:@+-]+$/.test(value) ? value : visible(JSON.stringify(value));
  if (isErrorField(value)) {
    stacks.push(...value.stack.split("\n").filter((line) => /^\s+at /.test(line)));
    const cause = value.cause === undefined ? "" : ` (cause: ${fieldText(value.cause, [])})`;
    return visible(JSON.stringify(`${value.name}: ${value.message}`)) + cause;
  }
  return visible(JSON.stringify(value));
}

interface ErrorField {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: unknown;
}

function isErrorField(value: unknown): value is ErrorField {
  return typeof value === "object" && value !== null && "stack" in value && typeof value.stack === "string" &&
    "name" in value && "message" in value;
}

/** The text with every control character spelt out: one line, and nothing in it commands a terminal. */
function visible(text: string): string {
  // deno-lint-ignore no-control-regex
  return escapeUnsafe(text.replace(/[\u0000-\u001f]/g, spelt));
}

function escapeUnsafe(text: string): string {
  return text.replace(unsafe, spelt);
}

function spelt(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
