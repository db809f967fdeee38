import type { Mention } from "../../../src/ports/messages.ts";
import type { RoomStanding } from "../../../src/ports/reads.ts";
import type { DraftView } from "../../../src/protocol/draft.ts";
import type { MessageView, ThreadStandingView } from "../../../src/protocol/message_view.ts";
import type { Standing } from "../../../src/protocol/standing.ts";
import { pinsOf, repliesOf } from "../../contract/store/message_model.ts";
import { mentionsThatDiffer } from "../../simulation/mentions_agree.ts";
import type { SeededRandom } from "../../support/seeded_random.ts";
import type { ChaosClient } from "../clients/chaos_client.ts";
import { callRest } from "../clients/rest_call.ts";
import type { ClusterNode } from "../cluster_node.ts";
import type { Crowd } from "../crowd.ts";
import type { FinalRoom, Finding } from "./chaos_checker.ts";

/** Of each room, so many people are asked about on every node. */
const peopleAsked = 6;
const page = 200;

type Asking = Pick<Crowd, "sockets" | "people" | "habits" | "adminToken">;

/** C12 of what concerns people: on every node, what the log, and what was acknowledged beside it, say. */
export async function checkAttention(
  nodes: readonly ClusterNode[],
  room: FinalRoom,
  crowd: Asking,
  random: SeededRandom,
): Promise<Finding[]> {
  const asked = random.shuffle(crowd.sockets.filter(({ rooms }) => rooms.includes(room.id))).slice(0, peopleAsked);
  try {
    const found = await whatDiffers(nodes, room, crowd, asked);
    return found.map((what) => ({ rule: "C12", what: `${room.name}: ${what}` }));
  } catch (error) {
    return [{ rule: "C12", what: `${room.name}: ${error instanceof Error ? error.message : error}` }];
  }
}

async function whatDiffers(
  nodes: readonly ClusterNode[],
  room: FinalRoom,
  { people, habits, adminToken }: Asking,
  asked: readonly ChaosClient[],
): Promise<string[]> {
  const found: string[] = [];
  const pins = pinsOf(room.log);
  for (const node of nodes) {
    const { messages } = await get<{ messages: readonly MessageView[] }>(node, adminToken, `/rooms/${room.id}/pins`);
    const shown = messages.map(({ seq }) => seq);
    // A page of them.
    if (shown.join() !== pins.slice(0, shown.length).join() || (shown.length === 0 && pins.length > 0)) {
      found.push(`${node.name} lists ${shown} as pinned: they are ${pins}`);
    }
    for (const client of asked) found.push(...await threadsThatDiffer(node, room, client));
  }
  for (const client of asked) {
    const drafts = await Promise.all(nodes.map((node) => draftOf(node, room.id, client)));
    const { last, unsure } = habits.drafts.get(`${client.user} ${room.id}`) ?? { last: undefined, unsure: new Set() };
    const one = drafts[0];
    if (drafts.some((draft) => draft !== one) || (one !== last && !unsure.has(one))) {
      found.push(`the drafts of ${client.name} are ${drafts.join(", ")}: last was ${last}`);
    }
  }
  const tokens = new Map(asked.map((client) => [client.user, client.token]));
  const answers = async (user: string) => {
    const token = tokens.get(user);
    return token === undefined ? [] : await Promise.all(nodes.map((node) => mentionsOn(node, room.id, token)));
  };
  const mentions = await mentionsThatDiffer({ room: room.id, log: room.log, floor: 0, people, answers });
  return [...found, ...mentions.found];
}

/** What a node says of the mentions of whose token this is. */
async function mentionsOn(node: ClusterNode, room: string, token: string) {
  const { head, last_read, unread, mentions } = await get<Standing>(node, token, `/rooms/${room}/read`);
  const standing: RoomStanding = {
    room,
    head,
    lastRead: last_read,
    unread,
    ...(mentions !== undefined && { mentions }),
  };
  const list: Mention[] = [];
  for (;;) {
    const path = `/mentions?limit=${page}&offset=${list.length}`;
    const { mentions } = await get<{ mentions: readonly { room_id: string; seq: number }[] }>(node, token, path);
    list.push(...mentions.map(({ room_id, seq }) => ({ room: room_id, seq })));
    if (mentions.length < page) return { standing, list };
  }
}

/** The threads of the room that somebody follows, by a node's word. */
async function threadsThatDiffer(node: ClusterNode, room: FinalRoom, { name, token }: ChaosClient): Promise<string[]> {
  const { threads } = await get<{
    threads: readonly (Omit<ThreadStandingView, "root"> & { readonly root: MessageView })[];
  }>(node, token, `/threads?limit=${page}`);
  return threads.filter(({ room_id }) => room_id === room.id).flatMap(({ root: { seq: root }, last_read, unread }) => {
    const left = repliesOf(room.log, root).filter(({ seq }) => room.log[seq - 1]!.event.deleted === undefined);
    const late = left.filter(({ seq }) => seq > last_read).length;
    if (late === unread) return [];
    return [
      `${node.name} counts ${unread} unread for ${name} after ${last_read} in the thread of ${root}: ${late} are`,
    ];
  });
}

/** What somebody's draft in a room is by a node's word; `undefined`: there is none. */
async function draftOf(node: ClusterNode, room: string, { token }: ChaosClient): Promise<string | undefined> {
  const { drafts } = await get<{ drafts: readonly DraftView[] }>(node, token, "/drafts");
  return drafts.find(({ room_id, thread }) => room_id === room && thread === undefined)?.content;
}

async function get<T>(node: ClusterNode, token: string, path: string): Promise<T> {
  const answer = await callRest({ url: node.url, token, call: `GET /api${path}`, msMax: 30_000 });
  if (answer?.status === 200) return JSON.parse(answer.text) as T;
  throw new Error(`${node.name} answered ${path} with ${answer?.status ?? "nothing"}: ${answer?.text}`);
}
