import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";

/** Ids remembered with their integer keys. Reached: all are forgotten, and looked up again. */
const rememberedMax = 100_000;

/** From the ids of the wire to the integer keys of the tables. Keys are never used for another id. */
export class InternedKeys {
  readonly #rooms = new Map<Id, number>();
  readonly #users = new Map<Id, number>();
  readonly #findRoom;
  readonly #findUser;
  readonly #addUser;

  constructor(db: DatabaseSync) {
    this.#findRoom = db.prepare("SELECT key FROM rooms WHERE id = ?");
    this.#findUser = db.prepare("SELECT key FROM users WHERE id = ?");
    this.#addUser = db.prepare("INSERT INTO users (id) VALUES (?)");
  }

  /** The key of a room, deleted or not. */
  room(id: Id): number | undefined {
    return this.#rooms.get(id) ?? remember(this.#rooms, id, this.#findRoom.get(id)?.key);
  }

  /** The key of a user who has sent something. */
  user(id: Id): number | undefined {
    return this.#users.get(id) ?? remember(this.#users, id, this.#findUser.get(id)?.key);
  }

  /** The key of a user, given now where there is none. Only in a write transaction. */
  ensureUser(id: Id): number {
    return this.user(id) ?? remember(this.#users, id, this.#addUser.run(id).lastInsertRowid) ?? 0;
  }

  /** After a roll-back keys given in it stand for nothing. */
  forget(): void {
    this.#rooms.clear();
    this.#users.clear();
  }
}

function remember(keys: Map<Id, number>, id: Id, key: unknown): number | undefined {
  if (key === undefined || key === null) return undefined;
  if (keys.size >= rememberedMax) keys.clear();
  keys.set(id, Number(key));
  return Number(key);
}
