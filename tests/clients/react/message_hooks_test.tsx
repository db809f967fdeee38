import assert from "node:assert/strict";
import { stage } from "./stage.tsx";
import type { ReactNode } from "react";
import {
  useMessage,
  useMessageActions,
  useMessages,
  usePins,
  useThread,
  useThreads,
} from "../../../clients/react/mod.ts";
import { me, other, roomId } from "../sdk/fake_server.ts";

const at = (seq: number) => ({ room_id: roomId, seq });

/** A component that hands out what a hook gives. */
function probe<Value>(use: () => Value): { readonly node: ReactNode; readonly get: () => Value } {
  let value: Value | undefined;
  function Probe(): ReactNode {
    value = use();
    return undefined;
  }
  return { node: <Probe key={String(use)} />, get: () => value! };
}

Deno.test("useMessageActions() changes a message at once, and a refusal is told and taken back", async () => {
  const actions = probe(() => useMessageActions(roomId));
  const messages = probe(() => useMessages(roomId));
  const { server, screen, tick, close } = await stage([actions.node, messages.node], { messages: 2 });
  const first = () => messages.get().items[0]!;
  await screen.does(() => {
    actions.get().edit(1, "better");
    actions.get().toggle(first(), "+1");
    actions.get().pin(1);
  });
  assert.deepEqual([first().content, first().reactions?.[0]?.me, first().isChanging], ["better", true, true]);
  await tick();
  assert.deepEqual([first().content, first().isPinned, first().isChanging], ["better", true, undefined]);
  server.script = (socket, frame) => {
    if (frame.type !== "delete") return false;
    socket.say({ type: "error", code: "forbidden", message: "no", client_id: frame.client_id });
    return true;
  };
  await screen.does(() => actions.get().delete(1));
  assert.equal(first().isDeleted, true);
  await tick();
  assert.deepEqual([first().content, first().failure?.error.code], ["better", "forbidden"]);
  await screen.does(() => actions.get().discard(first().failure!.clientId));
  assert.equal(first().failure, undefined);
  await close();
});

Deno.test("useMessage() and usePins() show messages apart from the timeline, as they change", async () => {
  const quoted = probe(() => useMessage(roomId, 2));
  const pins = probe(() => usePins(roomId));
  const { server, tick, close } = await stage([quoted.node, pins.node], { messages: 80 });
  assert.deepEqual([quoted.get().item?.content, pins.get().items], ["m2", []]);
  server.publish(server.write({ type: "edit", ...at(2), content: "better" }, other).event);
  server.publish(server.write({ type: "pin", ...at(2) }, other).event);
  await tick(1_000);
  assert.deepEqual(quoted.get().item?.content, "better");
  assert.deepEqual(pins.get().items.map(({ content }) => content), ["better"]);
  await close();
});

Deno.test("useThread() shows the replies below a message and answers there; useThreads() lists what one follows", async () => {
  const thread = probe(() => useThread(roomId, 1));
  const threads = probe(useThreads);
  const { server, screen, tick, close } = await stage([thread.node, threads.node], { messages: 2 });
  server.publish(server.write({ type: "message", room_id: roomId, content: "reply", thread: 1 }, other).event);
  await tick();
  assert.deepEqual([thread.get().root?.content, thread.get().items.map(({ content }) => content)], ["m1", ["reply"]]);
  await screen.does(() => thread.get().send("mine"));
  assert.equal(thread.get().items.at(-1)?.state, "pending");
  await tick(1_000);
  assert.deepEqual(thread.get().items.map(({ content, state }) => `${content} ${state}`), ["reply sent", "mine sent"]);
  assert.equal(thread.get().isFollowing, true);
  assert.deepEqual(threads.get().threads.map(({ root, room }) => [root.content, room]), [["m1", roomId]]);
  assert.equal(threads.get().threads[0]?.root.thread?.replies, 2);
  assert.throws(() => thread.get().send(" "), { code: "invalid" });
  assert.equal(server.room().log.at(-1)?.user_id, me.id);
  await close();
});
