/** Where exactly a node is killed, on the way of one message. */
export const faultPoints = [
  /** The insertion has left the node and does not reach the store. */
  "before_insert",
  /** The store has it, its answer does not reach the node. */
  "after_insert",
  /** The node knows that it is durable, its acknowledgement does not reach the sender. */
  "before_ack",
  /** It is durable and acknowledged, the doorbell does not reach the broker. */
  "before_ring",
] as const;

export type FaultPoint = (typeof faultPoints)[number];

/** One fault point that waits to be reached: the first who comes by trips it, once. */
export class Tripwire {
  #armed: { readonly point: FaultPoint; readonly tripped: () => void } | undefined;

  arm(point: FaultPoint, tripped: () => void): void {
    this.#armed = { point, tripped };
  }

  disarm(): void {
    this.#armed = undefined;
  }

  /** Whether this was the point: then what is on its way is to be swallowed. */
  passes(point: FaultPoint): boolean {
    if (this.#armed?.point !== point) return false;
    const { tripped } = this.#armed;
    this.#armed = undefined;
    tripped();
    return true;
  }
}
