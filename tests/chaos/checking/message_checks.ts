import { isDeepStrictEqual } from "node:util";
import { stateOf } from "../../contract/store/message_model.ts";
import { ClientFold, type Shown } from "../../simulation/client_fold.ts";
import { shownOf } from "../../simulation/folds_agree.ts";
import type { MessageView } from "../../../src/protocol/message_view.ts";
import type { Standing } from "../../../src/protocol/standing.ts";
import type { ChaosClient } from "../clients/chaos_client.ts";
import { callRest } from "../clients/rest_call.ts";
import type { ClusterNode } from "../cluster_node.ts";
import type { FinalRoom, Finding } from "./chaos_checker.ts";

/** C15: what each client shows after all it has been through, held against what the whole log comes to. */
export function checkFolds(room: FinalRoom, clients: readonly ChaosClient[]): Finding[] {
  return clients.flatMap((client): Finding[] => {
    const fold = client.fold(room.id);
    if (fold === undefined) return [];
    const whole = new ClientFold(client.user);
    for (const { event } of room.log) whole.received(event);
    return fold.seqs.flatMap((seq): Finding[] => {
      const [shown, truth] = [fold.shown(seq), whole.shown(seq)];
      if (isDeepStrictEqual(shown, truth)) return [];
      return [{
        rule: "C15",
        what: `${client.name} in ${room.name} shows ${seq} as ${said(shown)}: it is ${said(truth)}`,
      }];
    });
  });
}

/** C12: the newest page of the timeline by a node's REST, each message as it stands. */
export async function checkStates(node: ClusterNode, room: FinalRoom, token: string, user: string): Promise<Finding[]> {
  const answer = await callRest({ url: node.url, token, call: `GET /api/rooms/${room.id}/messages?limit=100` });
  if (answer?.status !== 200) return [wrong(node, room, `history was answered ${answer?.status ?? "by nothing"}`)];
  const { messages, as_of } = JSON.parse(answer.text) as { messages: MessageView[]; as_of: number };
  const page = new ClientFold(user);
  page.page(messages, as_of);
  return page.seqs.flatMap((seq): Finding[] => {
    const [shown, truth] = [page.shown(seq), shownOf(room.log[seq - 1]!.event.content, stateOf(room.log, seq, user))];
    return isDeepStrictEqual(shown, truth)
      ? []
      : [wrong(node, room, `${seq} is shown as ${said(shown)}: it is ${said(truth)}`)];
  });
}

/** C12: what is unread is what the log has after what was read, without what was deleted. */
export async function checkUnread(
  node: ClusterNode,
  room: FinalRoom,
  { token, user }: ChaosClient,
): Promise<Finding[]> {
  const answer = await callRest({ url: node.url, token, call: `GET /api/rooms/${room.id}/read` });
  // The client is one of those who are not in this room.
  if (answer?.status === 403) return [];
  if (answer?.status !== 200) return [wrong(node, room, `what is read was answered ${answer?.status ?? "by nothing"}`)];
  const { head, last_read, unread, rewinds } = JSON.parse(answer.text) as Standing;
  const own = room.log.findLast(({ sender, type }) => sender === user && (type === "text" || type === "system"))?.seq ??
    0;
  const left = room.log.filter(({ seq, type, event }) =>
    seq > last_read && type === "text" && event.deleted === undefined
  );
  // Who has marked something as unread has also unread what was own before it.
  const isRead = last_read >= own || rewinds !== undefined;
  if (head === room.log.length && isRead && unread === left.length) return [];
  return [
    wrong(
      node,
      room,
      `${user} has ${unread} unread after ${last_read} of ${head}: they are ${left.length}, own ${own}`,
    ),
  ];
}

function wrong(node: ClusterNode, room: FinalRoom, what: string): Finding {
  return { rule: "C12", what: `${node.name}, ${room.name}: ${what}` };
}

function said(shown: Shown | undefined): string {
  return JSON.stringify(shown) ?? "nothing";
}
