import type { DatabaseSync } from "node:sqlite";
import type { FactAsked, FactsAt, Reaction, StatesAt } from "../../ports/messages.ts";
import type { Id } from "../../protocol/id.ts";
import type { EntriesAt } from "./entries_at.ts";
import type { Cell } from "./entry_cells.ts";
import { factOf, prepareMessageStatements, stateOf } from "./message_rows_read.ts";
import type { Transactions } from "./transaction.ts";

/** What was done to messages, read. Entries are answered as cells. */
export interface MessagesEngine {
  facts(room: Id, asked: readonly FactAsked[]): FactsAt;
  states(room: Id, seqs: readonly number[], viewer: Id): StatesAt;
  edits(room: Id, of: number): readonly Cell[];
  reactions(
    room: Id,
    of: number,
    emoji: string | undefined,
    limit: number,
    offset: number,
  ): { readonly reactions: readonly Reaction[]; readonly total: number };
  pins(room: Id, limit: number, offset: number): { readonly seqs: readonly number[]; readonly total: number };
}

export function createMessagesEngine(
  db: DatabaseSync,
  transactions: Transactions,
  entriesAt: EntriesAt,
): MessagesEngine {
  const statements = prepareMessageStatements(db);

  /** Runs over one snapshot, in a room that exists; else answers `none`. */
  function within<T>(id: Id, none: T, work: (room: number, head: number) => T): T {
    return transactions.read(() => {
      const row = statements.room.get(id);
      return row === undefined ? none : work(Number(row.key), Number(row.head));
    });
  }

  return {
    facts: (id, asked) =>
      within<FactsAt>(id, { seq: 0, facts: new Map() }, (room, head) => {
        const seqs = [...new Set(asked.map(({ seq }) => seq))];
        const rows = new Map(statements.states.all(room, JSON.stringify(seqs)).map((row) => [Number(row.seq), row]));
        const facts = entriesAt(room, seqs).map((cells) => {
          const seq = Number(cells[0]);
          const users = asked.flatMap((one) => one.seq === seq && one.user !== undefined ? [one.user] : []);
          return [seq, factOf(statements, room, cells, rows.get(seq), [...new Set(users)])] as const;
        });
        return { seq: head, facts: new Map(facts) };
      }),
    states: (id, seqs, viewer) =>
      within<StatesAt>(id, { seq: 0, states: new Map() }, (room, head) => {
        const rows = statements.states.all(room, JSON.stringify(seqs));
        if (rows.length === 0) return { seq: head, states: new Map() };
        const edits = entriesAt(room, rows.flatMap((row) => row.edited_seq === null ? [] : [Number(row.edited_seq)]));
        const texts = new Map(edits.map((cells) => [Number(cells[0]), String(cells[5])]));
        return {
          seq: head,
          states: new Map(rows.map((row) => [Number(row.seq), stateOf(statements, room, row, viewer, texts)])),
        };
      }),
    edits: (id, of) =>
      within<Cell[]>(id, [], (room) => {
        return entriesAt(room, statements.edits(room, of).map(([seq]) => Number(seq))).flat();
      }),
    reactions: (id, of, emoji, limit, offset) =>
      within<ReturnType<MessagesEngine["reactions"]>>(id, { reactions: [], total: 0 }, (room) => {
        const rows = statements.reactions(room, of, emoji ?? null, limit, offset);
        const reactions = rows.map(([userId, emoji, seq]) => {
          return { userId: String(userId), emoji: String(emoji), seq: Number(seq) };
        });
        return { reactions, total: Number(statements.countReactions.get(room, of, emoji ?? null)?.n ?? 0) };
      }),
    pins: (id, limit, offset) =>
      within<ReturnType<MessagesEngine["pins"]>>(id, { seqs: [], total: 0 }, (room) => {
        const seqs = statements.pins(room, limit, offset).map(([seq]) => Number(seq));
        return { seqs, total: Number(statements.countPins.get(room)?.n) };
      }),
  };
}
