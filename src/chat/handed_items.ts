import type { NodeName, Signal } from "../ports/broker.ts";
import type { Pending } from "./append_batch.ts";
import type { TextIntent } from "./intent.ts";

/**
 * What another node hands over, as items of this node's queue. They are judged and written like what came in here, and the
 * log tells of it: so only where not all were written as they were given is the other node told.
 *
 * @param since Monotonic milliseconds of this moment.
 * @param decline Called at most once, when each has its outcome.
 */
export function itemsHanded(
  { items }: Signal & { readonly kind: "forward" },
  from: NodeName,
  since: number,
  decline: () => void,
): readonly Pending[] {
  let left = items.length;
  let written = true;
  const done = (asGiven: boolean): void => {
    written &&= asGiven;
    if (--left === 0 && !written) decline();
  };
  return items.map(({ id, actor, intent }) => ({
    id,
    actor,
    // What a text may consist of was judged where it came in.
    intent: intent as unknown as TextIntent,
    lane: from,
    since,
    settled: false,
    resolve: (receipt) => done(receipt.id === id),
    reject: () => done(false),
  }));
}
