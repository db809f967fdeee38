import { useCallback, useRef, useState } from "react";
import { type SanctionView, usePeopleActions, useRoomEvents } from "../../react/mod.ts";
import { type Answer, useAnswer } from "../dialogs/use_answer.ts";

export interface Sanctions {
  readonly bans: readonly SanctionView[];
  readonly mutes: readonly SanctionView[];
}

/** As many as are shown. */
const sanctionsMax = 200;
const told = ["ban", "unban", "mute", "unmute"];

/** Who is banned and muted, asked again when somebody is or is not any more. `may`: of which of them one is told. */
export function useSanctions(room: string, may: { readonly ban: boolean; readonly mute: boolean }): Answer<Sanctions> {
  const { bans, mutes } = usePeopleActions(room);
  const [changes, setChanges] = useState(0);
  useRoomEvents(room, ({ action }) => {
    if (action !== undefined && told.includes(action)) setChanges((count) => count + 1);
  });
  const ask = useCallback(async () => {
    const query = { limit: sanctionsMax };
    const [banned, muted] = await Promise.all([may.ban ? bans(query) : [], may.mute ? mutes(query) : []]);
    return { bans: banned, mutes: muted, changes };
  }, [bans, mutes, may.ban, may.mute, changes]);
  const answer = useAnswer(ask);
  // What is shown stays until what is new has come.
  const last = useRef(answer.value);
  if (answer.value !== undefined) last.current = answer.value;
  return { ...answer, value: last.current };
}
