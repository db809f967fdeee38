import type { PushOutcome, PushSender } from "../../src/ports/push_sender.ts";
import type { PushPayload } from "../../src/protocol/push.ts";

/** A push service that keeps what it is handed, unencrypted, and answers what a test wants. */
export interface RecordedPush extends PushSender {
  readonly sent: readonly { readonly endpoint: string; readonly payload: PushPayload; readonly urgent: boolean }[];
  answer: (endpoint: string) => PushOutcome | Promise<PushOutcome>;
  /** How many keys were made. */
  readonly made: number;
}

export function createRecordedPush(): RecordedPush {
  const sent: RecordedPush["sent"][number][] = [];
  const state = { made: 0, answer: (_: string): PushOutcome | Promise<PushOutcome> => ({ kind: "ok" }) };
  return {
    sent,
    get made() {
      return state.made;
    },
    get answer() {
      return state.answer;
    },
    set answer(value) {
      state.answer = value;
    },
    makeKeys: () => Promise.resolve(`keys ${++state.made}`),
    publicKey: (keys) => `public of ${keys}`,
    accepts: (endpoint) => /^https:\/\/(?!inside\.)/.test(endpoint),
    async send({ endpoint }, { text, urgent }) {
      sent.push({ endpoint, payload: JSON.parse(text) as PushPayload, urgent });
      return await state.answer(endpoint);
    },
  };
}
