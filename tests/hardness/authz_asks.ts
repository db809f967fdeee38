import assert from "node:assert/strict";
import { authzTable, pathOf, type Row } from "./authz_table.ts";
import type { AuthzWorld, Names, Person, Reply } from "./authz_world.ts";

export type Line = readonly [line: string, row: Row];

export const rows: readonly Line[] = Object.entries(authzTable);
/** In no relation to the room, or in none any more. */
export const outsiders = ["stranger", "visitor", "removed", "banned"] as const satisfies readonly Person[];

/** The request of a row, as this person. */
export function tried(world: AuthzWorld, person: Person, [line, row]: Line, names = world.names): Promise<Reply> {
  return meanwhile(world, world.call(person, pathOf(line, row, names), row.ask?.(names) ?? {}));
}

/** The same names with others in the place of some. */
export function instead(names: Names, others: Partial<Names>): Names {
  return { ...names, ...others };
}

export const shown = ({ status, text }: Reply): string => `${status} ${text.slice(0, 120)}`;

/** What is wrong, all of it and not the first alone. Throws at the end of its block. */
export class Faults implements Disposable {
  readonly #all: string[] = [];

  expect(holds: boolean, what: string): void {
    if (!holds) this.#all.push(what);
  }

  [Symbol.dispose](): void {
    assert.equal(this.#all.length, 0, `\n${this.#all.join("\n")}`);
  }
}

/** Runs what may change nothing of the room, whatever is answered. */
export async function unchanged(world: AuthzWorld, attack: (faults: Faults) => Promise<void>): Promise<void> {
  const before = await world.state();
  {
    using faults = new Faults();
    await attack(faults);
  }
  assert.equal(await world.state(), before);
}

/** Where an answer is not there at once, the server's clock goes on until it is. */
export async function meanwhile<Answer>({ server: { clock } }: AuthzWorld, answer: Promise<Answer>): Promise<Answer> {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), 200);
    const told = await Promise.race([answer, promise]).finally(() => clearTimeout(timer));
    if (told !== undefined) return told;
    await clock.tick(1_000);
  }
}
