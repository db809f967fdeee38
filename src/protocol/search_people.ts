import { unitsOf } from "./search_words.ts";

/** Whether words of a name begin as those that are asked for do, each with another one or not. */
export function isNamedSo(name: string, beginning: string): boolean {
  const words = unitsOf(name).map(({ text }) => text);
  const wanted = unitsOf(beginning);
  return wanted.length > 0 && wanted.every(({ text }) => words.some((word) => word.startsWith(text)));
}
