import { backlogPageEventsMax, mentionsMax } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventLog } from "../ports/event_log.ts";
import type { Files } from "../ports/files.ts";
import type { Log } from "../ports/log.ts";
import type { Members } from "../ports/members.ts";
import type { FactAsked, Messages } from "../ports/messages.ts";
import type { WordLists } from "../ports/word_lists.ts";
import { foldCase } from "../protocol/fold_case.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Pending } from "./append_batch.ts";
import { attachedTo } from "./files/attached.ts";
import type { RoomState } from "./room_state.ts";

export interface LookupPorts {
  readonly log: Pick<EventLog, "read">;
  readonly members: Pick<Members, "lookup" | "guests">;
  readonly messages: Pick<Messages, "facts">;
  readonly accounts: Pick<Accounts, "byUsername">;
  /** Absent: files are not kept. */
  readonly files?: Pick<Files, "keep" | "uses">;
  /** Absent: no room chooses a list of words. */
  readonly words?: WordLists | undefined;
  readonly clock: Pick<Clock, "now">;
  readonly trace: Log;
}

/** What the store is asked so that a room's state can judge. */
export class RoomLookups {
  readonly #room: Id;
  readonly #ports: LookupPorts;

  constructor(room: Id, ports: LookupPorts) {
    this.#room = room;
    this.#ports = ports;
  }

  /**
   * Makes the state know these users and messages. Answers the seq that the fold must follow to; lower than the head of the
   * state: it was not of this log, and nothing was learnt of it. `undefined`: everything was known.
   */
  async learn(state: RoomState, users: readonly Id[], asked: readonly FactAsked[]): Promise<number | undefined> {
    const [people, messages] = [state.unknownOf(users), state.unknownMessagesOf(asked)];
    if (people.length === 0 && messages.length === 0) return undefined;
    const [members, facts] = await Promise.all([
      people.length === 0 ? undefined : this.#ports.members.lookup(this.#room, people),
      messages.length === 0 ? undefined : this.#ports.messages.facts(this.#room, messages),
    ]);
    const seqs = [members, facts].flatMap((answer) => answer === undefined ? [] : [answer.seq]);
    if (Math.min(...seqs) < state.head) return Math.min(...seqs);
    if (members !== undefined) state.learn(people, members);
    if (facts !== undefined) state.learnMessages(messages, facts);
    return Math.max(...seqs);
  }

  /**
   * Makes a state that was loaded anew know the readers of before, at one head: what happened to them in what this node has not
   * read, nobody will tell it. The state may go on by what has happened meanwhile.
   */
  async meet(state: RoomState, readers: readonly Id[]): Promise<void> {
    const seq = await this.learn(state, [...new Set(readers)], []) ?? state.head;
    while (state.head < seq) {
      const entries = await this.#ports.log.read(this.#room, { after: state.head, upTo: seq }, backlogPageEventsMax);
      if (entries[0]?.seq !== state.head + 1) break;
      for (const entry of entries) state.fold(entry);
    }
    if (state.head !== seq) throw new ParleyError("unavailable", "The room is being restored", { retryAfterMs: 1_000 });
  }

  /**
   * Puts the users in the place of the names that the items mention: accounts, and guests of the room, who are known by name
   * there alone. Nobody changes a username.
   */
  async resolveNames(items: readonly Pending[]): Promise<void> {
    const names = new Set<string>();
    for (const { intent } of items) {
      if ("names" in intent && intent.names !== undefined) { for (const name of intent.names) names.add(name); }
    }
    if (names.size === 0) return;
    const ids = await this.#usersCalled([...names]);
    for (const item of items) {
      if (!("names" in item.intent) || item.intent.names === undefined) continue;
      const { names, ...intent } = item.intent;
      const mentioned = new Set(names.flatMap((name) => ids.get(foldCase(name)) ?? []));
      item.intent = { ...intent, mentioned: [...mentioned].slice(0, mentionsMax) };
    }
  }

  /** By names as they are compared. */
  async #usersCalled(names: readonly string[]): Promise<ReadonlyMap<string, readonly Id[]>> {
    const { accounts, members } = this.#ports;
    const [guests, ...known] = await Promise.all([
      members.guests(this.#room, names),
      ...names.map((name) => accounts.byUsername(name)),
    ]);
    const called = new Map<string, Id[]>();
    for (const { id, username } of [...known.flatMap((account) => account ?? []), ...guests]) {
      const name = foldCase(username);
      called.set(name, [...called.get(name) ?? [], id]);
    }
    return called;
  }

  /** Puts the files in the place of the ids that the items name, or why they cannot be carried. Answers the items. */
  async resolveFiles(items: readonly Pending[]): Promise<readonly Pending[]> {
    const naming = items.filter(({ intent }) => intent.kind === "text" && intent.files !== undefined);
    if (naming.length === 0) return items;
    await Promise.all(naming.map((item) => this.#resolveFilesOf(item)));
    return items;
  }

  async #resolveFilesOf(item: Pending): Promise<void> {
    if (item.intent.kind !== "text" || item.intent.files === undefined) return;
    const { files: ids, unusable: _, ...text } = item.intent;
    const { actor: { id: sender } } = item;
    try {
      const attachments = await attachedTo(this.#ports, { room: this.#room, sender, ids, clientId: text.clientId });
      item.intent = { ...text, attachments };
    } catch (error) {
      // Only this one: what others say does not hang on it. And not yet: who is outside is not told that the room is there.
      if (!(error instanceof ParleyError) || error.code !== "invalid") throw error;
      item.intent = { ...text, files: ids, unusable: error.message };
    }
  }

  /** Gets ready what else a batch is judged and written by. */
  async prepare(state: RoomState, items: readonly Pending[]): Promise<void> {
    await this.#loadLists(state, items);
    await this.#learnNewest(state);
  }

  /** The list of words that the room has chosen, and those that it will have when these items are written. */
  async #loadLists({ settings }: RoomState, items: readonly Pending[]): Promise<void> {
    const chosen = [settings.policy?.word_list];
    for (const { intent } of items) if (intent.kind === "change") chosen.push(intent.settings.word_list);
    for (const list of chosen) if (typeof list === "string") await this.#ports.words?.load(list);
  }

  /** Reads the entry at the head: the next one's timestamp must not be before its. */
  async #learnNewest(state: RoomState): Promise<void> {
    if (state.newest !== undefined || state.head === 0) return;
    try {
      const [entry] = await this.#ports.log.read(this.#room, { after: state.head - 1, upTo: state.head }, 1);
      if (entry?.seq === state.head) state.newest = entry.text;
    } catch (error) {
      // Whether the store can be written is told by writing; the next append asks again.
      this.#ports.trace.debug("Cannot read the newest entry", { room_id: this.#room, error });
    }
  }
}
