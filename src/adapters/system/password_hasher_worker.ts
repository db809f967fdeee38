import { compareSync, hashSync } from "bcryptjs";
import type { HashAnswer, HashTask } from "./password_hasher_task.ts";

/** The thread that computes: one task a message, one answer a message, in order. */
const thread = globalThis as unknown as {
  onmessage: ((event: MessageEvent<HashTask>) => void) | null;
  postMessage(answer: HashAnswer): void;
};

thread.onmessage = ({ data }) => {
  try {
    const value = data.kind === "hash" ? hashSync(data.password, data.cost) : compareSync(data.password, data.hash);
    thread.postMessage({ ok: true, value });
  } catch (error) {
    thread.postMessage({ ok: false, message: error instanceof Error ? error.message : "unknown fault" });
  }
};
