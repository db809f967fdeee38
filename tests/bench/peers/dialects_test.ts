import assert from "node:assert/strict";
import type { Dialect, Ears } from "../../../bench/dialect.ts";
import { type DialectName, dialects } from "../../../bench/dialects.ts";
import { MessageTemplate } from "../../../bench/message_template.ts";

const member = { token: "member7", room: "a1b2" };

interface Heard {
  readonly ears: Ears;
  /** Everything the tally was told, in order. */
  readonly told: string[];
  hear(frame: string): string | undefined;
}

function listen(dialect: Dialect): Heard {
  const told: string[] = [];
  const ears = dialect.ears({
    message: (sentUs) => void told.push(`message ${sentUs}`),
    ack: (number) => void told.push(`ack ${number}`),
    refused: (text) => void told.push(`refused ${text}`),
    live: () => void told.push("live"),
  }, member);
  return {
    ears,
    told,
    hear(frame) {
      const bytes = new TextEncoder().encode(`..${frame}..`);
      return ears.hear(bytes, 2, bytes.length - 2);
    },
  };
}

const content = "T:1700000000000000 lorem ipsum";

Deno.test("The plain dialect is live at the first frame and counts each later one", () => {
  const { hear, told } = listen(dialects.plain);
  for (const frame of ["joined", content, content]) assert.equal(hear(frame), undefined);
  assert.deepEqual(told, ["live", "message 1700000000000000", "message 1700000000000000"]);
  assert.equal(dialects.plain.upgrade(member).path, "/?room=a1b2");
});

Deno.test("The Socket.IO dialect connects, asks for its room, answers heartbeats, and is live when it has joined", () => {
  const { hear, told } = listen(dialects.socketIo);
  assert.equal(hear('0{"sid":"x","upgrades":[],"pingInterval":25000}'), "40");
  assert.equal(hear('40{"sid":"y"}'), '42["join","a1b2"]');
  assert.deepEqual(told, []);
  assert.equal(hear('42["joined"]'), undefined);
  assert.equal(hear("2"), "3");
  assert.equal(hear(`42["message","${content}"]`), undefined);
  assert.equal(hear('44{"message":"Invalid namespace"}'), undefined);
  assert.deepEqual(told, ["live", "message 1700000000000000", 'refused 44{"message":"Invalid namespace"}']);
});

Deno.test("The NATS dialect is live at the first PONG and finds every message of a frame, and a PING behind them", () => {
  const { hear, told } = listen(dialects.nats);
  const message = `MSG a1b2 1 ${content.length}\r\n${content}\r\n`;
  assert.equal(hear('INFO {"server_id":"x"} \r\n'), undefined);
  assert.equal(hear("PONG\r\n"), undefined);
  assert.equal(hear(message + message), undefined);
  assert.equal(hear("PING\r\n"), "PONG\r\n");
  assert.equal(hear(`${message}PING\r\n`), "PONG\r\n");
  assert.equal(hear("-ERR 'Slow Consumer'\r\n"), undefined);
  const one = "message 1700000000000000";
  assert.deepEqual(told, ["live", one, one, one, "refused -ERR 'Slow Consumer'\r\n"]);
});

Deno.test("The Centrifuge dialect reads replies, publications and heartbeats from the same frame", () => {
  const { hear, told } = listen(dialects.centrifuge);
  const push = `{"push":{"channel":"a1b2","pub":{"data":"${content}"}}}`;
  assert.equal(hear('{"id":1,"connect":{"client":"x"}}\n{"id":2,"subscribe":{}}'), undefined);
  assert.equal(hear(`${push}\n{"id":1000000042,"publish":{}}\n${push}`), undefined);
  assert.equal(hear("{}"), "{}");
  assert.equal(hear(`${push}\n{}`), "{}");
  assert.equal(hear('{"id":1000000043,"error":{"code":108}}'), undefined);
  const one = "message 1700000000000000";
  assert.deepEqual(told.filter((text) => text === one).length, 3);
  assert.deepEqual(told.filter((text) => text !== one), [
    "live",
    "ack 42",
    'refused {"id":1000000043,"error":{"code":108}}',
  ]);
});

Deno.test("The Parley dialect is live when the server has said so, then counts messages and acknowledgements", () => {
  const { hear, told } = listen(dialects.parley);
  hear('{"type":"subscribed","room_id":"a1b2"}');
  hear(`{"id":"x","content":"${content}","seq":3}`);
  hear('{"type":"ack","client_id":"000000042","seq":3}');
  assert.deepEqual(told, ["live", "message 1700000000000000", "ack 42"]);
});

Deno.test("What a dialect sends carries the content's time, and the number where it is acknowledged", () => {
  const numbered: DialectName[] = ["parley", "parleyBatch", "centrifuge"];
  for (const name of Object.keys(dialects) as DialectName[]) {
    const { message } = dialects[name];
    const template = new MessageTemplate(190, (content, number) => message("a1b2", content, number));
    const text = new TextDecoder().decode(template.frame(1_700_000_000_000_123, 42));
    assert.ok(text.includes("T:1700000000000123 lorem"), name);
    assert.equal(text.includes("000000042"), numbered.includes(name), name);
  }
});

Deno.test("The NATS dialect tells the length of its content, and Centrifuge's commands are JSON", () => {
  assert.equal(dialects.nats.message("a1b2", content, "1"), `PUB a1b2 ${content.length}\r\n${content}\r\n`);
  const publish = JSON.parse(dialects.centrifuge.message("a1b2", content, "000000007"));
  assert.deepEqual(publish, { id: 1_000_000_007, publish: { channel: "a1b2", data: content } });
  for (const line of dialects.centrifuge.greeting!(member).split("\n")) JSON.parse(line);
});
