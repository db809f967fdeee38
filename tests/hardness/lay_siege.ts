import type { FuzzDeeds, FuzzOrders } from "./fuzz_run.ts";
import type { Deeds, Orders } from "./siege_worker.ts";

/** Attackers in a thread of their own, so that what a good client beside them sees is the server's doing. */
export function laySiege(orders: Orders): Promise<Deeds> {
  return inThread(new Worker(new URL("siege_worker.ts", import.meta.url), { type: "module" }), orders);
}

/** The same with streams of bad frames. */
export function fuzz(orders: FuzzOrders): Promise<FuzzDeeds> {
  return inThread(new Worker(new URL("fuzz_worker.ts", import.meta.url), { type: "module" }), orders);
}

async function inThread<Answer>(worker: Worker, orders: unknown): Promise<Answer> {
  try {
    return await new Promise<Answer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(`The attackers failed: ${message}`));
      worker.postMessage(orders);
    });
  } finally {
    worker.terminate();
  }
}
