import { presencePartChars, presencePartsMax, usernameCharsMax } from "../limits.ts";
import type { NodeName } from "../ports/broker.ts";
import { type Id, isId } from "../protocol/id.ts";
import type { Person } from "./presence_seats.ts";

/** People by room. */
export type Gathering = ReadonlyMap<Id, readonly Person[]>;

/** What nodes tell each other of who is connected to them. A version is a node's own count of what has changed with it. */
export type PresenceSaying =
  /** Still here, at this version. `hello`: and wants to hear of everybody else. */
  | { readonly say: "beat"; readonly version: number; readonly hello: boolean }
  /** What has changed between two versions. */
  | {
    readonly say: "delta";
    readonly base: number;
    readonly version: number;
    readonly came: Gathering;
    readonly went: Gathering;
  }
  /** One of several parts of all there is at a version. */
  | {
    readonly say: "slice";
    readonly version: number;
    readonly part: number;
    readonly parts: number;
    readonly here: Gathering;
  }
  /** Wants the slices of these nodes. */
  | { readonly say: "ask"; readonly nodes: readonly NodeName[] }
  /** Goes, in order. */
  | { readonly say: "bye" };

type PersonCells = readonly [Id, string, 0 | 1];
type RoomCells = readonly [Id, readonly number[]];

export function presenceText(saying: PresenceSaying): string {
  switch (saying.say) {
    case "beat":
      return JSON.stringify(["beat", saying.version, saying.hello ? 1 : 0]);
    case "delta": {
      const { base, version, came, went } = saying;
      return JSON.stringify(["delta", base, version, ...cellsOf(came), ...cellsOf(went)]);
    }
    case "slice": {
      const { version, part, parts, here } = saying;
      return JSON.stringify(["slice", version, part, parts, ...cellsOf(here)]);
    }
    case "ask":
      return JSON.stringify(["ask", saying.nodes]);
    case "bye":
      return JSON.stringify(["bye"]);
  }
}

/** `undefined`: nothing that a node of this version says. */
export function readPresence(text: string): PresenceSaying | undefined {
  let cells: unknown;
  try {
    cells = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(cells)) return undefined;
  const [say, a, b, c, d, e, f] = cells as readonly unknown[];
  switch (say) {
    case "beat":
      return isVersion(a) ? { say, version: a, hello: b === 1 } : undefined;
    case "delta": {
      const [came, went] = [gatheringIn(c, d), gatheringIn(e, f)];
      if (!isVersion(a) || !isVersion(b) || b <= a || came === undefined || went === undefined) return undefined;
      return { say, base: a, version: b, came, went };
    }
    case "slice": {
      const here = gatheringIn(d, e);
      if (!isVersion(a) || !isVersion(b) || !isVersion(c) || b >= c || c > presencePartsMax) return undefined;
      return here === undefined ? undefined : { say, version: a, part: b, parts: c, here };
    }
    case "ask":
      return Array.isArray(a) && a.every((node) => typeof node === "string") ? { say, nodes: a } : undefined;
    case "bye":
      return { say };
    default:
      return undefined;
  }
}

/** The gathering in parts, each of which fits into a signal. Never none. */
export function inParts(here: Gathering): Gathering[] {
  const parts: Map<Id, Person[]>[] = [new Map()];
  let chars = 0;
  for (const [room, people] of here) {
    chars += charsOfRoom;
    for (const person of people) {
      chars += charsOfPerson + person.username.length;
      if (chars > presencePartChars) {
        parts.push(new Map());
        chars = charsOfRoom + charsOfPerson + person.username.length;
      }
      const part = parts.at(-1)!;
      const there = part.get(room);
      if (there === undefined) part.set(room, [person]);
      else there.push(person);
    }
  }
  return parts;
}

/** Upper bounds of what each takes in a text, its place among a room's included. */
const charsOfRoom = 36;
const charsOfPerson = 48;

/** Each person once, however many rooms they are in. */
function cellsOf(gathering: Gathering): [PersonCells[], RoomCells[]] {
  const people: PersonCells[] = [];
  const places = new Map<Id, number>();
  const placeOf = ({ id, username, guest }: Person): number => {
    let place = places.get(id);
    if (place === undefined) {
      place = people.push([id, username, guest ? 1 : 0]) - 1;
      places.set(id, place);
    }
    return place;
  };
  const rooms = [...gathering].map(([room, here]): RoomCells => [room, here.map(placeOf)]);
  return [people, rooms];
}

function gatheringIn(cells: unknown, rooms: unknown): Gathering | undefined {
  if (!Array.isArray(cells) || !Array.isArray(rooms)) return undefined;
  const people = cells.map(personIn);
  const gathering = new Map<Id, Person[]>();
  for (const row of rooms) {
    if (!Array.isArray(row) || !isId(row[0]) || !Array.isArray(row[1])) return undefined;
    const here: Person[] = [];
    for (const place of row[1]) {
      const person = people[place];
      if (person === undefined) return undefined;
      here.push(person);
    }
    gathering.set(row[0], here);
  }
  return gathering;
}

function personIn(cells: unknown): Person | undefined {
  if (!Array.isArray(cells)) return undefined;
  const [id, username, guest] = cells;
  if (!isId(id) || typeof username !== "string" || username.length > 2 * usernameCharsMax) return undefined;
  return { id, username, guest: guest === 1 };
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
