import assert from "node:assert/strict";
import { type BrokerCases, head, listening, textsOf, until } from "./broker_cases.ts";

export const needsSever = "a broker that was cut off says so, and after it is back has heads compared";
export const needsBabble = "what is no signal is ignored, and the next signal is heard";

export const connectionCases: BrokerCases = {
  "subscribe() has heads compared: what was said before it may be lost": async (cluster, limitMs) => {
    const { ear, broker } = await listening(cluster);
    await until("resynced() is called", limitMs, () => ear.resyncs > 0);
    await until("the broker is healthy", limitMs, () => broker.healthy());
    assert.equal(ear.resyncs, 1);
  },
  "a node that has closed hears nothing more, and the others go on": async (cluster, limitMs) => {
    const [one, closing, other] = [await listening(cluster), await listening(cluster), await listening(cluster)];
    await closing.broker.close();
    one.broker.publish(head(1));
    await until("those who listen hear it", limitMs, () => other.ear.heard.length > 0);
    assert.deepEqual(other.ear.kinds, textsOf([head(1)]));
    assert.deepEqual(closing.ear.heard, []);
  },
  "after close() publish() is harmless and heard by nobody, close() is repeatable, and nothing is healthy": async (
    cluster,
    limitMs,
  ) => {
    const [one, closed, other] = [await listening(cluster), await listening(cluster), await listening(cluster)];
    await closed.broker.close();
    await closed.broker.close();
    closed.broker.publish(head(1));
    one.broker.publish(head(2));
    await until("the others are heard", limitMs, () => other.ear.heard.length > 0);
    assert.deepEqual(other.ear.kinds, textsOf([head(2)]));
    assert.ok(!closed.broker.healthy());
  },
  "a broker that never listened can be closed": async (cluster) => {
    await (await cluster.node()).close();
  },
  [needsSever]: async (cluster, limitMs) => {
    const [one, other] = [await listening(cluster), await listening(cluster)];
    await until("both are healthy", limitMs, () => one.broker.healthy() && other.broker.healthy());
    const before = other.ear.resyncs;
    await cluster.sever!();
    await until("it is known to be deaf", limitMs, () => !other.broker.healthy());
    one.broker.publish(head(1));
    await cluster.heal!();
    await until("it has come back", limitMs, () => other.broker.healthy() && other.ear.resyncs > before);
    await until("the other has, too", limitMs, () => one.broker.healthy());
    one.broker.publish(head(2));
    await until("it hears again", limitMs, () => other.ear.kinds.includes(JSON.stringify(head(2))));
  },
  [needsBabble]: async (cluster, limitMs) => {
    const [one, other] = [await listening(cluster), await listening(cluster)];
    await cluster.babble!();
    one.broker.publish(head(3));
    await until("the signal is heard", limitMs, () => other.ear.heard.length > 0);
    assert.deepEqual(other.ear.kinds, textsOf([head(3)]));
    assert.ok(other.broker.healthy());
  },
};
