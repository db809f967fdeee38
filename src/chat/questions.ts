import { roomQuestionsMax } from "../limits.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { RoomState } from "./room_state.ts";

interface Question {
  readonly users: readonly Id[];
  readonly ask: (state: RoomState) => void;
  readonly reject: (error: unknown) => void;
}

/** What waits to be answered by the state of one room, once these users' membership is known. */
export class Questions {
  #waiting: Question[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  /** Resolves with what `ask` answers, rejects with what it throws. */
  add<T>(users: readonly Id[], ask: (state: RoomState) => T): Promise<T> {
    if (this.#waiting.length >= roomQuestionsMax) {
      return Promise.reject(new ParleyError("overloaded", "Too many ask for the room", { retryAfterMs: 1_000 }));
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.push({ users, ask: (state) => resolve(ask(state)), reject });
    return promise;
  }

  /** Answers all that wait by the state, once `learn` has made it know whom they are about. */
  async answer(state: RoomState, learn: (users: readonly Id[]) => Promise<void>): Promise<void> {
    const questions = this.#waiting.splice(0);
    try {
      await learn([...new Set(questions.flatMap(({ users }) => users))]);
    } catch (error) {
      for (const { reject } of questions) reject(error);
      return;
    }
    for (const { ask, reject } of questions) {
      try {
        ask(state);
      } catch (error) {
        reject(error);
      }
    }
  }

  rejectAll(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
