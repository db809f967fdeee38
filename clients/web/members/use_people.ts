import { useCallback, useMemo, useState } from "react";
import { type People, strangers } from "./people.ts";

export interface UsePeople extends People {
  /** Somebody, oneself perhaps, has changed their profile. */
  refresh(): void;
}

export function usePeople(): UsePeople {
  const [, setVersion] = useState(0);
  const refresh = useCallback(() => setVersion((version) => version + 1), []);
  return useMemo(() => ({ ...strangers, refresh }), [refresh]);
}
