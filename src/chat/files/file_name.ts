import { fileNameCharsMax } from "../../limits.ts";

/** What no file system takes or no reader sees: control characters, paths, and what turns the direction of letters. */
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\:*?"<>|]/gu;

/**
 * A name that can be shown and saved anywhere: one line without paths, from left to right as it is written, so that
 * "gpj.exe" cannot look like another. Never empty, never only dots.
 */
export function fileNameOf(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? "";
  const name = last.normalize("NFC").replace(unfit, "").replace(/\s+/gu, " ").replace(/^[. ]+|[. ]+$/g, "");
  if (name === "") return "file";
  const chars = [...name];
  if (chars.length <= fileNameCharsMax) return name;
  const ending = /\.[^. ]{1,10}$/u.exec(name)?.[0] ?? "";
  return chars.slice(0, fileNameCharsMax - [...ending].length).join("") + ending;
}
