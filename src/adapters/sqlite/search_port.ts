import type { Search } from "../../ports/search.ts";
import type { Engine } from "./engine.ts";
import type { CallName } from "./lane.ts";

/** A way to an engine. */
type Call = <N extends CallName>(name: N, ...args: Parameters<Engine[N]>) => Promise<ReturnType<Engine[N]>>;

/** Messages are searched by the one lane; people, who stand in the data, by the other. */
export function searchPort(search: Call, read: Call): Search {
  return {
    advance: (limit) => search("advanceSearch", limit),
    catchUp: (rooms, limit) => search("catchUpSearch", rooms, limit),
    find: (ask) => search("findMessages", ask),
    trim: (room, upTo) => search("trimSearch", room, upTo),
    people: (beginning, limit) => read("findPeople", beginning, limit),
  };
}
