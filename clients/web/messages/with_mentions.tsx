import type { ReactNode } from "react";

const names = /(?<![\p{L}\p{N}_.-])@([\p{L}\p{N}_][\p{L}\p{N}_.-]*)/gu;

/** The text with the names that are meant in it marked. `mentioned`: usernames with spaces between. */
export function withMentions(text: string, mentioned: string): ReactNode {
  if (mentioned === "" || !text.includes("@")) return text;
  const known = new Set(mentioned.toLowerCase().split(" "));
  const parts: ReactNode[] = [];
  let done = 0;
  for (const { 0: whole, 1: name = "", index } of text.matchAll(names)) {
    // A sentence may end right behind a name.
    const bare = known.has(name.toLowerCase()) ? name : name.replace(/[.-]+$/, "");
    if (!known.has(bare.toLowerCase())) continue;
    const end = index + whole.length - (name.length - bare.length);
    parts.push(text.slice(done, index), <span key={index} className="mention">{text.slice(index, end)}</span>);
    done = end;
  }
  return [...parts, text.slice(done)];
}
