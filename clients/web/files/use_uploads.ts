import { useMemo, useSyncExternalStore } from "react";
import { useClient } from "../../react/mod.ts";
import { type Upload, Uploads } from "./uploads.ts";

export interface UseUploads {
  readonly uploads: readonly Upload[];
  readonly isGoing: boolean;
  /** Of those that are done. */
  readonly ids: readonly string[];
  readonly store: Uploads;
}

/** The files of the message that one writes in a room. */
export function useUploads(room: string): UseUploads {
  const { api } = useClient();
  const store = useMemo(() =>
    new Uploads({
      upload: (file, going) => api.files.upload(room, file, going),
      remove: (id) => api.files.remove(id),
    }), [api, room]);
  const uploads = useSyncExternalStore(store.subscribe, store.get);
  return useMemo(() => ({
    ...{ uploads, store },
    isGoing: uploads.some(({ state }) => state === "going"),
    ids: uploads.flatMap(({ id }) => id ?? []),
  }), [uploads, store]);
}
