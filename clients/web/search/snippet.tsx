import type { ReactNode } from "react";

export interface SnippetProps {
  readonly text: string;
  /** What was found: from, up to and not including; ascending, apart. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** A text with what was found in it marked. */
export function Snippet({ text, ranges }: SnippetProps) {
  const parts: ReactNode[] = [];
  let done = 0;
  for (const [from, to] of ranges) {
    parts.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>);
    done = to;
  }
  return <>{parts}{text.slice(done)}</>;
}
