import {
  appendAttemptsMax,
  appendDeadlineMs,
  appendEventsMax,
  appendQueueEventsMax,
  backlogPageEventsMax,
} from "../limits.ts";
import type { Broker, NodeName, Signal } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { AppendResult, Duplicate, EventLog, Head, LogEntry } from "../ports/event_log.ts";
import type { FactAsked } from "../ports/messages.ts";
import type { Meter } from "../ports/meter.ts";
import type { Random } from "../ports/random.ts";
import type { Rooms } from "../ports/rooms.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { AppendPace } from "./append_pace.ts";
import {
  type Attempt,
  type Batch,
  buildBatch,
  fail,
  messagesOf,
  type Pending,
  settle,
  settleDuplicate,
  settleRepeated,
  settleUnwritten,
  usersOf,
} from "./append_batch.ts";
import { CarriedEvents } from "./carried_events.ts";
import { Courtesy } from "./courtesy.ts";
import { itemsHanded } from "./handed_items.ts";
import { Handover } from "./handover.ts";
import type { HouseRules } from "./house_rules.ts";
import type { Actor, Intent, Receipt } from "./intent.ts";
import { notInTime, Outbox } from "./outbox.ts";
import { Questions } from "./questions.ts";
import { RecentEvents } from "./recent_events.ts";
import { type LookupPorts, RoomLookups } from "./room_lookups.ts";
import type { RoomObserver } from "./room_observer.ts";
import { RoomState } from "./room_state.ts";

export interface LiveRoomPorts extends LookupPorts {
  readonly log: EventLog;
  readonly rooms: Pick<Rooms, "byId">;
  readonly broker: Pick<Broker, "publish">;
  readonly clock: Clock;
  readonly random: Random;
  readonly meter: Meter;
  readonly nextId: () => Id;
  /** Why the server takes something from nobody, in no room. Absent: it takes everything. */
  readonly refusal?: HouseRules;
  /** How long what is delivered now waits until it leaves for its readers, milliseconds. Absent: not at all. */
  readonly restMs?: () => number;
}

/**
 * One room as this node lives it: the queue of what wants to be appended, the fold up to `head`, and the one path by
 * which entries, own and foreign, reach readers. Everything that moves the head takes turns in one loop, so between two
 * awaits of the loop state and head belong together.
 */
export class LiveRoom {
  readonly id: Id;
  readonly #ports: LiveRoomPorts;
  readonly #observer: RoomObserver;
  readonly #outbox: Outbox;
  readonly #handover: Handover;
  readonly #pace: AppendPace;
  readonly #lookups: RoomLookups;
  readonly #carried = new CarriedEvents();
  readonly #courtesy: Courtesy;
  readonly #questions = new Questions();
  /** Written, here or elsewhere, but perhaps not known to be: settled when their ids come by in the log. */
  readonly #awaiting = new Map<Id, Pending>();
  #recent = new RecentEvents();
  #state: RoomState | undefined;
  #resetting = false;
  /** The highest committed head this node has been told of. */
  #heard = 0;
  #running = false;
  /** Monotonic milliseconds of the last use, for letting go of idle rooms. */
  usedAt: number;

  constructor(id: Id, ports: LiveRoomPorts, observer: RoomObserver) {
    this.id = id;
    this.#ports = ports;
    this.#observer = observer;
    this.#courtesy = new Courtesy(ports.clock);
    this.#outbox = new Outbox(ports.clock, (item) => {
      this.#awaiting.delete(item.id);
      fail(item, notInTime());
    });
    this.#handover = new Handover(id, ports, (items) => {
      this.#outbox.putBack(items);
      this.#outbox.held = false;
      this.#wake();
    });
    this.#pace = new AppendPace(ports.clock, ports.restMs ?? (() => 0));
    this.#lookups = new RoomLookups(id, ports);
    this.usedAt = ports.clock.monotonic();
  }

  get busy(): boolean {
    return this.#running || !this.#outbox.empty || this.#handover.away || this.#questions.size > 0;
  }

  /** The head this node has folded; `undefined` while the room is not loaded. */
  get head(): Head | undefined {
    return this.#state && { epoch: this.#state.epoch, seq: this.#state.head };
  }

  /** Resolves when the event is durable (or turned out unneeded); rejects with what its sender is to be told. */
  submit(actor: Actor, intent: Intent): Promise<Receipt> {
    const refusal = this.#outbox.ownSize >= appendQueueEventsMax
      ? new ParleyError("overloaded", "The room takes no more at the moment", { retryAfterMs: 1_000 })
      : this.#ports.refusal?.(actor, intent);
    if (refusal !== undefined) return Promise.reject(refusal);
    const { promise, resolve, reject } = Promise.withResolvers<Receipt>();
    const since = this.#ports.clock.monotonic();
    this.#outbox.add({ id: this.#ports.nextId(), actor, intent, since, settled: false, resolve, reject });
    this.#wake();
    return promise;
  }

  /**
   * Runs `ask` with the state once it is loaded and these users' membership is known. `ask` is synchronous, so what it
   * decides and what it does about it happen at one head.
   */
  consult<T>(users: readonly Id[], ask: (state: RoomState) => T): Promise<T> {
    const state = this.#state;
    // What is known is answered at once: a store that keeps an append waiting does not keep readers waiting too.
    if (state !== undefined && this.#heard <= state.head && state.unknownOf(users).length === 0) {
      this.usedAt = this.#ports.clock.monotonic();
      return new Promise((resolve) => resolve(ask(state)));
    }
    const answer = this.#questions.add(users, ask);
    this.#wake();
    return answer;
  }

  /**
   * What the store said the head is; `undefined`: that there is no such room. `askedAt` was this room's head when the store
   * was asked: a log that was shorter than that is another log.
   */
  compare(head: Head | undefined, askedAt: Head): void {
    const state = this.#state;
    if (state === undefined || state.epoch !== askedAt.epoch) return;
    if (head === undefined || head.epoch !== askedAt.epoch || head.seq < askedAt.seq) {
      this.#replaced();
      return this.#wake();
    }
    const { floor = 0 } = head;
    if (floor > state.floor) this.#observer.trimmed(this.id, floor);
    state.trimmed(floor);
    this.#recent.trimmed(floor);
    this.rang(head.seq);
  }

  /** The log is at least here. */
  rang(seq: number): void {
    this.#heard = Math.max(this.#heard, seq);
    if (this.#state !== undefined && this.#heard > this.#state.head) this.#wake();
  }

  /** Another node's doorbell. What it carries is taken where it extends exactly what is folded here; else the store is read. */
  rangFrom({ head, carried }: Signal & { readonly kind: "head" }, from: NodeName): void {
    this.#handover.rang(head, from);
    this.#courtesy.rang();
    if (carried !== undefined && head > (this.#state?.head ?? 0)) this.#carried.put(carried);
    this.rang(head);
  }

  /** Another node takes this one for the last winner, and hands over what is to be written. */
  forwarded(signal: Signal & { readonly kind: "forward" }, from: NodeName): void {
    const { clock, broker, meter } = this.#ports;
    const { items, number } = signal;
    const decline = (): void => broker.publish({ kind: "declined", room: this.id, to: from, number });
    if (!this.#outbox.addHanded(from, itemsHanded(signal, from, clock.monotonic(), decline))) return decline();
    meter.count("forwarded_in", items.length);
    this.#wake();
  }

  /** Another node, which loses to this one, has something that it must write itself. */
  askedToYield(): void {
    this.#courtesy.asked = true;
  }

  /** What was handed to another node was not all written. */
  declined(number: number, from: NodeName): void {
    this.#handover.declined(from, number);
  }

  /** Tries again what a failing store has kept from being loaded anew. */
  retry(): void {
    if (this.#resetting) this.#wake();
  }

  /**
   * Entries after the cursor that this node has folded, at most a page; never beyond the head at which the reader's
   * membership was judged. Empty: the cursor is at the head.
   */
  async backlog(cursor: number): Promise<readonly LogEntry[]> {
    const upTo = this.#state?.head ?? 0;
    if (cursor >= upTo) return [];
    return this.#recent.after(cursor, backlogPageEventsMax) ??
      await this.#ports.log.read(this.id, { after: cursor, upTo }, backlogPageEventsMax);
  }

  #wake(): void {
    this.usedAt = this.#ports.clock.monotonic();
    if (this.#running) return;
    this.#running = true;
    // A microtask later, so that what one read of a socket brought goes into one batch.
    queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    try {
      while (this.#hasWork()) await this.#turn();
    } catch (error) {
      this.#failAll(error);
    } finally {
      this.#running = false;
    }
  }

  #hasWork(): boolean {
    const behind = this.#state !== undefined && this.#heard > this.#state.head;
    return behind || this.#resetting || this.#questions.size > 0 || this.#outbox.ready;
  }

  async #turn(): Promise<void> {
    if (this.#outbox.ready && this.#outbox.ownSize < appendEventsMax) await this.#pace.gather();
    const state = this.#state ?? await this.#load();
    if (this.#courtesy.asked && this.#outbox.ready) await this.#courtesy.wait(this.#handover.yieldMs);
    if (this.#heard > state.head) await this.#catchUp(state);
    if (this.#questions.size > 0) await this.#questions.answer(state, (users) => this.#learn(state, users));
    if (this.#outbox.ready && this.#state === state) await this.#append(state);
  }

  async #load(): Promise<RoomState> {
    const record = await this.#ports.rooms.byId(this.id);
    if (record === undefined) {
      this.#observer.gone(this.id);
      throw new ParleyError("not_found", "There is no such room");
    }
    const state = new RoomState(record, this.#ports.words);
    if (this.#resetting) await this.#lookups.meet(state, this.#observer.readers(this.id));
    this.#state = state;
    // Who rang while the room was being loaded may have rung for more than was read.
    this.#heard = Math.max(this.#heard, state.head);
    if (this.#resetting) {
      this.#resetting = false;
      this.#recent = new RecentEvents();
      const { epoch, head: seq, floor } = state;
      this.#observer.reset(this.id, { epoch, seq }, (user) => state.member(user) !== undefined);
      if (floor > 0) this.#observer.trimmed(this.id, floor);
    }
    return state;
  }

  /** Nothing is judged at a head older than the news of it: the fold follows the lookup. */
  async #learn(state: RoomState, users: readonly Id[], messages: readonly FactAsked[] = []): Promise<void> {
    const seq = await this.#lookups.learn(state, users, messages);
    if (seq === undefined) return;
    if (seq < state.head) return await this.#refresh(state); // Never of this log: it was deleted or replaced.
    this.#heard = Math.max(this.#heard, seq);
    await this.#catchUp(state);
  }

  /** Takes in what came with the doorbells, and reads the gaps up to what was heard, once, whoever waits for it. */
  async #catchUp(state: RoomState): Promise<void> {
    let missed = false;
    while (state.head < this.#heard) {
      const carried = this.#carried.take(state.epoch, state.head);
      if (carried !== undefined) {
        this.#ports.meter.count("events_carried", carried.length);
        this.#advance(state, carried);
        continue;
      }
      const range = { after: state.head, upTo: this.#heard };
      const entries = await this.#ports.log.read(this.id, range, backlogPageEventsMax);
      // What comes next was trimmed: whoever is as far behind as this begins anew.
      if (entries.length > 0 && entries[0]!.seq !== state.head + 1) this.#outdated();
      if (entries.length > 0) {
        this.#ports.meter.count("gaps_filled");
        this.#ports.meter.count("events_read", entries.length);
        this.#advance(state, entries);
        continue;
      }
      if (missed) throw new ParleyError("unavailable", "The log does not show what it announced");
      missed = true;
      // The room was deleted, or the doorbell was wrong.
      this.#heard = (await this.#headOf(state)).seq;
    }
  }

  /** Asks the store where the log is, and catches up. */
  async #refresh(state: RoomState): Promise<void> {
    const { seq } = await this.#headOf(state);
    if (seq < state.head) this.#outdated();
    this.#heard = Math.max(this.#heard, seq);
    await this.#catchUp(state);
  }

  async #headOf(state: RoomState): Promise<Head> {
    const head = (await this.#ports.log.heads([this.id])).get(this.id);
    if (head === undefined) this.#drop();
    if (head.epoch !== state.epoch) this.#outdated();
    return head;
  }

  #drop(): never {
    this.#state = undefined;
    this.#observer.gone(this.id);
    throw new ParleyError("not_found", "There is no such room");
  }

  /** Another log took the place of this one: it is loaded anew, and then its readers are told that their cursors are void. */
  #replaced(): void {
    this.#state = undefined;
    this.#resetting = true;
    // For what comes nobody has rung.
    this.#heard = 0;
    this.#handover.reset();
  }

  #outdated(): never {
    this.#replaced();
    throw new ParleyError("unavailable", "The room was restored", { retryAfterMs: 1_000 });
  }

  /** The one path: folds, keeps, delivers and settles the next entries, whoever wrote them. */
  #advance(state: RoomState, entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      state.fold(entry);
      this.#recent.push(entry);
      const item = this.#awaiting.get(entry.id);
      if (item === undefined) {
        this.#handover.sawForeign();
        continue;
      }
      this.#awaiting.delete(entry.id);
      if (!item.settled) settle(item, { written: true, seq: entry.seq, id: entry.id, text: entry.text });
    }
    this.#handover.progress();
    this.#heard = Math.max(this.#heard, state.head);
    this.#observer.delivered(this.id, entries);
    if (state.deleted) this.#observer.gone(this.id);
  }

  async #append(state: RoomState): Promise<void> {
    const taken = this.#outbox.take();
    const deadline = this.#ports.clock.monotonic() + appendDeadlineMs;
    const attempt: Attempt = { items: taken, count: 0, fresh: false, deadline };
    try {
      attempt.items = this.#unsaid(taken);
      if (this.#handover.contended) this.#handOver(attempt, false);
      while (attempt.items.length > 0) {
        if (this.#state !== state) this.#outdated();
        if (++attempt.count > appendAttemptsMax || this.#ports.clock.monotonic() > deadline) {
          throw notInTime();
        }
        attempt.items = this.#unsaid(await this.#lookups.resolveFiles(attempt.items));
        await this.#lookups.resolveNames(attempt.items);
        await this.#learn(state, usersOf(attempt.items), messagesOf(attempt.items));
        await this.#lookups.prepare(state, attempt.items);
        await this.#attempt(state, attempt);
        attempt.items = attempt.items.filter(({ settled }) => !settled);
      }
    } catch (error) {
      for (const item of attempt.items) if (!item.settled) fail(item, error);
      if (this.#state === undefined && !this.#resetting) throw error;
    } finally {
      for (const { id, settled } of taken) if (settled) this.#awaiting.delete(id);
    }
  }

  /** Without what is known to be in the log: that has its answer. */
  #unsaid(items: readonly Pending[]): readonly Pending[] {
    const rest = settleRepeated(items, this.#recent);
    if (rest.length < items.length) this.#ports.meter.count("append_duplicates", items.length - rest.length);
    return rest;
  }

  /** Gives what may go to the last winner, and holds back what comes after it. */
  #handOver(attempt: Attempt, again: boolean): void {
    const before = attempt.items;
    attempt.items = this.#handover.give(before, again);
    if (attempt.items.length === before.length) return;
    this.#outbox.held = this.#handover.away;
    for (const item of before) this.#awaiting.set(item.id, item);
  }

  async #attempt(state: RoomState, attempt: Attempt): Promise<void> {
    const batch = buildBatch(this.id, state, attempt.items, this.#ports.clock.now());
    if (batch.refused.length > 0 && !attempt.fresh) {
      // Perhaps another node has let them in since: nobody is refused on old news.
      attempt.fresh = true;
      const judgedAt = state.head;
      await this.#refresh(state);
      if (state.head !== judgedAt) return;
    }
    if (batch.entries.length === 0) return settleUnwritten(batch, state.head);
    for (const item of batch.written) this.#awaiting.set(item.id, item);
    const judgedAt = state.head;
    const result = await this.#write(state, batch);
    if (result.kind === "ok") return this.#accepted(state, batch);
    if (result.kind === "duplicate") return this.#repeated(batch, result.duplicates);
    if (result.kind === "gone") return this.#drop();
    if (result.kind === "conflict") await this.#lost(state, result.head, attempt);
    else await this.#readBack(state, attempt);
    // It is in the log after all: what was judged with it and changed nothing is not judged again by what has come since.
    if (batch.written.every(({ settled }) => settled)) settleUnwritten(batch, judgedAt);
  }

  async #write(state: RoomState, batch: Batch): Promise<AppendResult> {
    const { clock, meter, log } = this.#ports;
    const start = clock.monotonic();
    const result = await log.append(this.id, state.head, batch.entries);
    const ms = clock.monotonic() - start;
    this.#handover.took(ms);
    if (result.kind === "ok") this.#handover.won(state.head + batch.entries.length);
    this.#pace.took(ms);
    meter.observe("append_seconds", ms / 1_000);
    meter.observe("append_batch", batch.entries.length);
    return result;
  }

  #accepted(state: RoomState, batch: Batch): void {
    // What was so already was seen at the head the batch extends, or within it: the earlier is on the safe side.
    const judgedAt = state.head;
    this.#advance(state, batch.entries);
    settleUnwritten(batch, judgedAt);
    const carried = { epoch: state.epoch, entries: batch.entries };
    this.#ports.broker.publish({ kind: "head", room: this.id, head: state.head, carried });
    for (const { actor, id } of batch.written) {
      this.#ports.trace.debug("appended", { request_id: actor.trace, room_id: this.id, id, head: state.head });
    }
  }

  async #lost(state: RoomState, head: number, attempt: Attempt): Promise<void> {
    this.#ports.meter.count("append_conflicts");
    attempt.fresh = true;
    if (head < state.head) this.#outdated();
    this.#heard = Math.max(this.#heard, head);
    this.#handOver(attempt, true);
    if (attempt.count > 1) {
      // What others handed over goes back to them: they may know better by now who wins.
      for (const item of attempt.items) if (item.lane !== undefined) fail(item, notInTime());
      if (attempt.items.some(({ settled }) => !settled)) {
        this.#handover.askToYield();
        await this.#pause(Math.min(2 ** attempt.count, 64));
      }
    }
    await this.#catchUp(state);
    // By now it is likely known who won.
    this.#handOver(attempt, true);
  }

  #repeated(batch: Batch, duplicates: readonly Duplicate[]): void {
    this.#ports.meter.count("append_duplicates", duplicates.length);
    for (const { index, existing } of duplicates) {
      const item = batch.written[index];
      if (item !== undefined) settleDuplicate(item, existing);
    }
  }

  /** The outcome is unknown: look until the store answers; what is found is settled on the way, the rest is repeated. */
  async #readBack(state: RoomState, attempt: Attempt): Promise<void> {
    const { clock, meter } = this.#ports;
    meter.count("append_unknown");
    for (let pause = 50;; pause = Math.min(pause * 2, 1_000)) {
      try {
        return await this.#refresh(state);
      } catch (error) {
        const over = this.#state !== state || clock.monotonic() + pause > attempt.deadline;
        if (over || !(error instanceof ParleyError) || error.code !== "unavailable") throw error;
      }
      await this.#pause(pause);
    }
  }

  #pause(ms: number): Promise<void> {
    const { clock, random } = this.#ports;
    return new Promise((resolve) => void clock.after(ms * (0.5 + random.fraction()), resolve));
  }

  #failAll(error: unknown): void {
    this.#questions.rejectAll(error);
    for (const item of this.#outbox.takeAll()) {
      this.#awaiting.delete(item.id);
      fail(item, error);
    }
  }
}
