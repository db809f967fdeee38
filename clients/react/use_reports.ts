import { useEffect, useMemo, useState } from "react";
import type { ReportState, ReportView } from "../sdk/mod.ts";
import { useAccount } from "./use_account.ts";

export interface UseReports {
  /** Newest first; `undefined`: not known yet. */
  readonly reports: readonly ReportView[] | undefined;
  readonly error?: unknown;
}

export interface ReportsOptions {
  readonly state?: ReportState;
  readonly limit?: number;
}

const unknown: UseReports = { reports: undefined };

/** What was reported in a room, kept current, for who may see it; `room` undefined: nothing is asked. */
export function useReports(room: string | undefined, { state = "open", limit = 50 }: ReportsOptions = {}): UseReports {
  const client = useAccount()?.client;
  const [answer, setAnswer] = useState({ asked: "", found: unknown });
  const asked = `${room} ${state}`;
  useEffect(() => {
    if (client === undefined || room === undefined) return;
    const leaving = new AbortController();
    let [busy, again] = [false, false];
    const ask = async (): Promise<UseReports> => {
      try {
        return await client.api.moderation.reports(room, { state, limit }, { signal: leaving.signal });
      } catch (error) {
        return { reports: undefined, error };
      }
    };
    // What changes while it is read is read once more, however often it changes.
    const look = async (): Promise<void> => {
      again = true;
      if (busy) return;
      busy = true;
      while (again && !leaving.signal.aborted) {
        again = false;
        const found = await ask();
        if (!leaving.signal.aborted) setAnswer({ asked, found });
      }
      busy = false;
    };
    void look();
    const ends = [
      client.on("own", ({ what, room_id }) => void (what === "reports" && room_id === room && look())),
      client.on("state", ({ status }) => void (status === "open" && look())),
    ];
    return () => {
      leaving.abort();
      for (const end of ends) end();
    };
  }, [client, room, state, limit, asked]);
  return useMemo(() => answer.asked === asked ? answer.found : unknown, [answer, asked]);
}
