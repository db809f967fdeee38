import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { SeededRandom } from "../../support/seeded_random.ts";
import { callRest } from "../clients/rest_call.ts";
import type { ClusterNode } from "../cluster_node.ts";
import type { FinalRoom, Finding } from "./chaos_checker.ts";
import { Fold } from "./fold.ts";

/** Of a longer log, that many places are compared, each a few pages long. */
const placesMax = 6;
const placeEvents = 600;
const pageEvents = 200;

export interface Reader {
  readonly token: string;
  readonly random: SeededRandom;
}

/** C12: what a node shows of a room over REST is the log, byte by byte, and its members are the fold of it. */
export async function checkRest(node: ClusterNode, room: FinalRoom, { token, random }: Reader): Promise<Finding[]> {
  const found: Finding[] = [];
  const wrong = (what: string): void => void found.push({ rule: "C12", what: `${node.name}, ${room.name}: ${what}` });
  const get = async (path: string): Promise<unknown> => {
    const answer = await callRest({ url: node.url, token, call: `GET ${path}` });
    if (answer?.status === 200) return JSON.parse(answer.text);
    wrong(`${path} was answered ${answer?.status ?? "by nothing"}`);
    return {};
  };
  const fold = new Fold(room.log, room.creator);
  const { head } = await get(`/api/rooms/${room.id}`) as { readonly head?: number };
  if (head !== fold.head) wrong(`its head is shown as ${head}, it is ${fold.head}`);
  const { members = [] } = await get(`/api/rooms/${room.id}/members?limit=200`) as {
    readonly members?: readonly { readonly user_id: string }[];
  };
  const shown = members.map(({ user_id }) => user_id).sort();
  const kept = [...fold.members].sort();
  if (shown.join() !== kept.join()) wrong(`its members are shown as ${shown}, they are ${kept}`);
  const texts = room.log.map(({ text }) => text);
  for (const place of placesIn(fold.head, random)) {
    for (let after = place; after < Math.min(place + placeEvents, fold.head); after += pageEvents) {
      const page = await get(`/api/rooms/${room.id}/messages?type=all&limit=${pageEvents}&after=${after}`);
      const { messages = [] } = page as { readonly messages?: readonly RoomEvent[] };
      const wanted = texts.slice(after, after + pageEvents);
      const first = wanted.findIndex((text, i) => text !== JSON.stringify(messages[i]));
      if (first >= 0) wrong(`history shows ${JSON.stringify(messages[first])?.slice(0, 80)} at ${after + first + 1}`);
    }
  }
  return found;
}

/** The cursors from which pages are compared: all of a short log; of a long one its ends and some places between. */
function placesIn(head: number, random: SeededRandom): number[] {
  const all = Math.ceil(head / placeEvents);
  if (all <= placesMax) return Array.from({ length: all }, (_, i) => i * placeEvents);
  const between = Array.from({ length: placesMax - 2 }, () => random.int(head - placeEvents));
  return [0, head - placeEvents, ...between];
}

/** From the end of all faults until presence is right: the lease of a dead node, the grace of a lost connection, and a beat. */
export const presenceMsMax = 35_000;

/**
 * C13: who is online in a room by a node's word, held against who reads there; `undefined`: the same. A node that died without
 * a word takes its people along when its lease ends, so this is asked until it is so or the time is over.
 */
export async function wrongPresence(
  node: ClusterNode,
  room: Pick<FinalRoom, "id" | "name">,
  reading: ReadonlySet<string>,
  { token }: Reader,
): Promise<string | undefined> {
  const answer = await callRest({ url: node.url, token, call: `GET /api/rooms/${room.id}/presence` });
  if (answer?.status !== 200) return `${node.name}, ${room.name}: answered ${answer?.status ?? "by nothing"}`;
  const { online = [], count } = JSON.parse(answer.text) as {
    readonly online?: readonly { readonly user_id: string }[];
    readonly count: number;
  };
  const shown = online.map(({ user_id }) => user_id).sort().join();
  const wanted = [...reading].sort().join();
  if (shown === wanted && count === reading.size) return undefined;
  return `${node.name}, ${room.name}: ${count} are shown online (${shown}), ${reading.size} read (${wanted})`;
}

/** What a node holds. */
export interface Holdings {
  readonly rssMiB: number;
  readonly descriptors: number;
}

export async function holdingsOf({ pid }: ClusterNode): Promise<Holdings | undefined> {
  if (pid === undefined) return undefined;
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const rssMiB = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024;
    return { rssMiB, descriptors: [...Deno.readDirSync(`/proc/${pid}/fd`)].length };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What a node may hold beyond a fifth more than before, MiB: garbage that the runtime has not collected yet. */
export const memorySlackMiB = 160;
/** The database's driver keeps up to 32 connections, and HTTP keeps those of the driver of this run, for a minute. */
export const descriptorsSlack = 48;
/** What must be nought once nobody is connected. */
export const emptied = ["parley_connections", "parley_subscribers", "parley_queued_bytes", "parley_unanswered"];

/** C14, once every client has left: `idle` is what a node held before anybody came, `warm` under load before any fault. */
export async function checkHoldings(
  node: ClusterNode,
  { idle, warm, slackMiB }: { readonly idle: Holdings; readonly warm: Holdings; readonly slackMiB: number },
): Promise<Finding[]> {
  const found: Finding[] = [];
  const wrong = (what: string): void => void found.push({ rule: "C14", what: `${node.name}: ${what}` });
  const metrics = await metricsOf(node);
  for (const name of emptied) if ((metrics.get(name) ?? 0) !== 0) wrong(`${name} is ${metrics.get(name)}`);
  for (const name of ["parley_faults_total", "parley_session_errors_total"]) {
    if ((metrics.get(name) ?? 0) > 0) wrong(`${name} is ${metrics.get(name)}`);
  }
  const now = await holdingsOf(node);
  if (now === undefined) {
    wrong("is not there");
    return found;
  }
  const descriptorsMax = Math.floor(idle.descriptors * 1.2) + descriptorsSlack;
  if (now.descriptors > descriptorsMax) wrong(`${now.descriptors} descriptors, at most ${descriptorsMax}`);
  const rssMax = warm.rssMiB * 1.2 + slackMiB;
  if (now.rssMiB > rssMax) wrong(`${Math.round(now.rssMiB)} MiB, at most ${Math.round(rssMax)}`);
  return found;
}

/** Its figures without labels; empty where it does not answer. */
export async function metricsOf(node: ClusterNode): Promise<ReadonlyMap<string, number>> {
  const answer = await callRest({ url: node.url, token: "", call: "GET /metrics" });
  const lines = (answer?.text ?? "").matchAll(/^(\w+) (\S+)$/gm);
  return new Map(Array.from(lines, ([, name, value]) => [name!, Number(value)]));
}
