import { useEffect, useRef, useState } from "react";
import type { TimelineItem } from "../../react/mod.ts";
import { saidText } from "../text/said_text.ts";
import { itemAt } from "./item_at.ts";

export interface AnnouncerProps {
  readonly items: readonly TimelineItem[];
  readonly me: string;
  nameOf(user: TimelineItem["user"]): string;
}

/** Of what is said, as much is read out, characters: the rest is in the list. */
const charsMax = 280;
/** Nobody can listen to more than one thing in this time, milliseconds. */
const restMs = 1_500;

/** Says new messages of others to who cannot see them. Older ones that are loaded are not new. */
export function Announcer({ items, me, nameOf }: AnnouncerProps) {
  const [said, setSaid] = useState({ seq: 0, text: "" });
  const last = items.findLast(({ seq }) => seq !== undefined);
  const seen = useRef({ seq: last?.seq ?? 0, at: 0 });
  useEffect(() => {
    const before = seen.current.seq;
    if (last?.seq === undefined || last.seq <= before) return;
    seen.current.seq = last.seq;
    const isNews = before > 0 && last.kind === "message" && last.user.id !== me;
    if (!isNews || performance.now() - seen.current.at < restMs) return;
    seen.current.at = performance.now();
    setSaid({ seq: last.seq, text: `${nameOf(last.user)}: ${saidText(last).slice(0, charsMax)}` });
  }, [last, me, nameOf]);
  const item = itemAt(items, said.seq);
  // What is no more, or says something else by now, is not left to be found here.
  const holds = item !== undefined && item.isDeleted !== true && item.editedAt === undefined;
  return <div className="unseen" role="status" aria-live="polite" dir="auto">{holds && said.text}</div>;
}
