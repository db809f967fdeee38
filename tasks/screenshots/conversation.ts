import { account } from "../../tests/clients/web/pair.ts";
import type { Person } from "../../tests/clients/web/person.ts";
import type { WebBench } from "../../tests/clients/web/web_bench.ts";

const said: readonly (readonly [who: number, text: string])[] = [
  [0, "Good morning! The tomatoes are up."],
  [1, "Already? I only sowed mine last week."],
  [0, "South window, and a lamp in the evenings."],
  [
    0,
    "This is what I keep to:\n\n- water **in the morning**\n- never the leaves\n- a spoon of compost each `second` week",
  ],
  [2, "> never the leaves\n\nWhy not? Mine get everything from above, and they seem *fine*."],
  [1, "Blight. Have a look at https://example.com/blight before you laugh."],
  [2, "All right, I am convinced."],
  [1, "For the sensor on the balcony:\n\n```js\nif (soil.moisture < 0.3) pump.run({ seconds: 12 });\n```"],
  [0, "That is the whole program? I will take it."],
  [2, "Who waters on Saturday? I am on a train with no network to speak of until the evening."],
];

/** Somebody talks with others in a room, so that there is something to look at. */
export async function conversation(bench: WebBench, ann: Person, room: string): Promise<void> {
  const others = [await account(bench, "bela"), await account(bench, "maria.lindqvist")];
  const people = [ann, ...others];
  for (const { call } of others.map((other) => ({ call: other.call.bind(other) }))) {
    await call("POST", `/api/rooms/${room}/join`, {});
  }
  const seqs: number[] = [];
  for (const [who, content] of said) {
    const { seq } = await people[who]!.call<{ seq: number }>("POST", `/api/rooms/${room}/messages`, { content });
    seqs.push(seq);
  }
  await doMore(people, `/api/rooms/${room}/messages`, seqs);
  await others[0]!.visit(`/rooms/${room}`);
  await others[0]!.isConnected();
}

/** What people do with messages beside writing them. */
async function doMore(people: readonly Person[], messages: string, seqs: readonly number[]): Promise<void> {
  const [ann, bela, maria] = people as [Person, Person, Person];
  for (const [person, emoji] of [[bela, "\u{1f331}"], [maria, "\u{1f331}"], [ann, "\u{1f389}"]] as const) {
    await person.call("PUT", `${messages}/${seqs[3]}/reactions/${encodeURIComponent(emoji)}`);
  }
  await bela.call("PATCH", `${messages}/${seqs[1]}`, { content: "Already? I only sowed mine yesterday." });
  await ann.call("PUT", `${messages}/${seqs[3]}/pin`);
  await maria.call("POST", messages, { content: "Half a spoon is enough, too.", thread: seqs[3] });
  await bela.call("POST", messages, { content: "For pots, yes.", thread: seqs[3] });
  await bela.call("POST", messages, { content: "I do, with @ann.", reply_to: seqs.at(-1) });
  const { seq } = await maria.call<{ seq: number }>("POST", messages, { content: "Wrong room, sorry" });
  await maria.call("DELETE", `${messages}/${seq}`);
  await bela.call("PATCH", "/api/users/me", { status_emoji: "\u{1f334}", status_text: "On holiday until Monday" });
  const kitchen = await bela.createRoom("recipes");
  const soup = { content: "Soup on Saturday, from **your** tomatoes. Bring a spoon." };
  const { seq: first } = await bela.call<{ seq: number }>("POST", `/api/rooms/${kitchen}/messages`, soup);
  await bela.call("POST", messages, { forward: { room_id: kitchen, seq: first } });
  const room_id = messages.split("/")[3]!;
  const send_at = new Date(Date.now() + 20 * 3_600_000).toISOString();
  await ann.call("POST", "/api/scheduled", { room_id, content: "Who has watered today?", send_at });
}
