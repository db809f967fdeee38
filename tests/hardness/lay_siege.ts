import type { Deeds, Orders } from "./siege_worker.ts";

/** Attackers in a thread of their own, so that what a good client beside them sees is the server's doing. */
export async function laySiege(orders: Orders): Promise<Deeds> {
  const worker = new Worker(new URL("siege_worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<Deeds>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Deeds>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(`The attackers failed: ${message}`));
      worker.postMessage(orders);
    });
  } finally {
    worker.terminate();
  }
}
