import { useCallback, useEffect, useState } from "react";
import { type SettingsStore, useSettings } from "../settings/settings_store.ts";

/** As in the styles: here the list stands beside the messages, below it covers them. */
const wide = "(min-width: 64rem)";

/** Whether the list of members is shown: beside the messages as one chose; over them only while one asks for it. */
export function useMembersShown(store: SettingsStore): { readonly membersShown: boolean; toggleMembers(): void } {
  const { members } = useSettings(store);
  const [isWide, setWide] = useState(() => matchMedia(wide).matches);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const query = matchMedia(wide);
    const look = () => setWide(query.matches);
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  const toggleMembers = useCallback(() => {
    if (isWide) store.change({ members: !store.get().members });
    else setOver((is) => !is);
  }, [isWide, store]);
  return { membersShown: isWide ? members : isOver, toggleMembers };
}
