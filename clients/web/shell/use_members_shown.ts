import { useCallback, useState } from "react";
import { type SettingsStore, useSettings } from "../settings/settings_store.ts";
import { useMatches } from "./use_matches.ts";

/** As in the styles: here the list stands beside the messages, below it covers them. */
const wide = "(min-width: 64rem)";

/** Whether the list of members is shown: beside the messages as one chose; over them only while one asks for it. */
export function useMembersShown(store: SettingsStore): { readonly membersShown: boolean; toggleMembers(): void } {
  const { members } = useSettings(store);
  const isWide = useMatches(wide);
  const [isOver, setOver] = useState(false);
  const toggleMembers = useCallback(() => {
    if (isWide) store.change({ members: !store.get().members });
    else setOver((is) => !is);
  }, [isWide, store]);
  return { membersShown: isWide ? members : isOver, toggleMembers };
}
