import assert from "node:assert/strict";
import { type ClientFrame, clientFrameSchema } from "../../src/protocol/client_frame.ts";
import { PlainSocket } from "../integration/rest_fixture.ts";
import { Faults, meanwhile, outsiders, unchanged } from "./authz_asks.ts";
import { absentId, AuthzWorld, type Person } from "./authz_world.ts";

type Type = ClientFrame["type"];
interface Place {
  readonly room_id: string;
  readonly seq: number;
}

/** Each kind of frame, about a message of a room; those of no room are absent. */
const frames: Readonly<Record<Exclude<Type, "ping">, (place: Place) => readonly object[]>> = {
  message: ({ room_id, seq }) => [
    { room_id, content: "said" },
    { room_id, content: "said", reply_to: seq },
    { room_id, content: "said", thread: seq },
    { room_id, content: "said", attachments: [absentId] },
  ],
  edit: (place) => [{ ...place, content: "changed" }],
  delete: (place) => [place],
  react: (place) => [{ ...place, emoji: "👍" }, { ...place, emoji: "👍", remove: true }],
  pin: (place) => [place, { ...place, remove: true }],
  subscribe: ({ room_id }) => [{ room_id }, { room_id, since: 0 }, { room_id, presence: true }],
  unsubscribe: ({ room_id }) => [{ room_id }],
  typing: ({ room_id }) => [{ room_id }, { room_id, stop: true }],
  read: (place) => [place],
};
const writing: readonly string[] = ["message", "edit", "delete", "react", "pin"];
/** About them and of the room's own, each with another client_id where it takes one. */
const all = (place: Place): Record<string, unknown>[] =>
  Object.entries(frames).flatMap(([type, of]) => of(place).map((parts) => ({ type, ...parts })));

/** Somebody's socket, which tells what is answered to a frame. */
class Knocker implements AsyncDisposable {
  readonly socket: PlainSocket;
  #count = 0;

  private constructor(socket: PlainSocket) {
    this.socket = socket;
  }

  static async open(world: AuthzWorld, person: Person, query = ""): Promise<Knocker> {
    const address = `${world.server.url.replace("http", "ws")}/ws?token=${world.token(person)}${query}`;
    return new Knocker(await PlainSocket.open(address));
  }

  /** What came of it before the answer to a ping that was sent behind it and to a frame that is always refused. */
  async answersTo(sent: Record<string, unknown>, room: string): Promise<string> {
    const from = this.socket.frames.length;
    const client_id = `c${this.#count++}`;
    this.socket.send({ ...sent, ...(writing.includes(sent["type"] as string) && { client_id }) });
    await this.socket.next({ room_id: room }, from);
    return JSON.stringify(this.socket.frames.slice(from)).replaceAll(room, absentId).replaceAll(client_id, "c");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.socket[Symbol.asyncDispose]();
  }
}

Deno.test("S56: every frame that names a room stands in the table of frames", () => {
  const known = clientFrameSchema.options.map((option) => option.shape.type.value).filter((type) => type !== "ping");
  assert.deepEqual(Object.keys(frames).sort(), known.sort());
});

Deno.test("S56: to who is outside each frame answers of a private room what it answers of none", async () => {
  await using world = await AuthzWorld.start();
  const { room, seq } = world.names;
  await unchanged(world, async (faults) => {
    for (const person of outsiders) {
      await using knocker = await Knocker.open(world, person);
      const nowhere = all({ room_id: absentId, seq });
      for (const [i, sent] of all({ room_id: room, seq }).entries()) {
        const what = `${person} ${JSON.stringify(sent)}`;
        const [there, not] = [await knocker.answersTo(sent, room), await knocker.answersTo(nowhere[i]!, absentId)];
        faults.expect(there === not, `${what}: ${there} beside ${not}`);
        faults.expect(/not_found|not_member|"unsubscribed"/.test(there), `${what}: ${there}`);
        if (writing.includes(sent["type"] as string)) faults.expect(there.includes("not_found"), `${what}: ${there}`);
      }
    }
  });
});

Deno.test("S58: a socket that names a private room in its address is told of none", async () => {
  await using world = await AuthzWorld.start();
  const { room } = world.names;
  await unchanged(world, async (faults) => {
    for (const person of outsiders) {
      for (const since of ["", "&since=0", "&since=5"]) {
        const answers: string[] = [];
        for (const id of [room, absentId]) {
          await using knocker = await Knocker.open(world, person, `&room_id=${id}${since}`);
          await knocker.socket.next({ type: "error", room_id: id });
          answers.push(JSON.stringify(knocker.socket.frames).replaceAll(room, absentId));
        }
        faults.expect(answers[0] === answers[1] && /not_found/.test(answers[0]!), `${person}${since}: ${answers}`);
      }
    }
  });
});

Deno.test("S57: a message of another room is not reached through one's own by any frame", async () => {
  await using world = await AuthzWorld.start();
  const place = { room_id: world.own.room, seq: world.names.seq };
  await unchanged(world, async (faults) => {
    await using knocker = await Knocker.open(world, "stranger");
    for (const sent of all(place).filter(({ type }) => writing.includes(type as string)).slice(1)) {
      const told = await knocker.answersTo(sent, world.own.room);
      faults.expect(/"error"/.test(told) && !/"(forbidden|internal)"/.test(told), `${JSON.stringify(sent)}: ${told}`);
    }
  });
});

Deno.test("S57: members and guests do nothing to a message by frames that they may not by REST", async () => {
  await using world = await AuthzWorld.start();
  const place = { room_id: world.names.room, seq: world.names.seq };
  const refused: readonly [Person, readonly Type[]][] = [
    ["member", ["edit", "delete", "pin"]],
    ["guest", ["message", "edit", "delete", "react", "pin"]],
  ];
  await unchanged(world, async (faults) => {
    for (const [person, types] of refused) {
      await using knocker = await Knocker.open(world, person);
      for (const sent of all(place).filter(({ type }) => types.includes(type as Type))) {
        if ("attachments" in sent) continue;
        const told = await knocker.answersTo(sent, place.room_id);
        faults.expect(told.includes('"forbidden"'), `${person} ${JSON.stringify(sent)}: ${told}`);
      }
    }
  });
});

Deno.test("S61: presence, typing and who has read what are told to members alone", async () => {
  await using world = await AuthzWorld.start();
  const { room } = world.names;
  await using member = await Knocker.open(world, "member", `&room_id=${room}`);
  const { head } = await member.socket.next({ type: "subscribed" });
  await using other = await Knocker.open(world, "other", `&room_id=${room}`);
  await other.socket.next({ type: "subscribed" });
  using faults = new Faults();
  const knockers: Knocker[] = [];
  for (const person of outsiders) knockers.push(await Knocker.open(world, person));
  for (const knocker of knockers) await knocker.answersTo({ type: "subscribe", room_id: room, presence: true }, room);
  member.socket.send({ type: "typing", room_id: room });
  await other.socket.next({ type: "typing" });
  member.socket.send({ type: "read", room_id: room, seq: head });
  await meanwhile(world, other.socket.next({ type: "read" }));
  for (const knocker of knockers) {
    knocker.socket.send({ type: "ping" });
    await knocker.socket.next({ type: "pong" });
    const told = knocker.socket.frames.map(({ type }) => type);
    faults.expect(told.every((type) => type === "error" || type === "pong"), JSON.stringify(knocker.socket.frames));
    await knocker[Symbol.asyncDispose]();
  }
});
