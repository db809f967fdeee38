import assert from "node:assert/strict";
import { render } from "./render.ts";
import { stage } from "./stage.tsx";
import { memo, type ReactNode } from "react";
import {
  type TimelineItem,
  useClient,
  useConnection,
  useMessages,
  usePresence,
  useRoom,
  useRooms,
  useSession,
  useTyping,
  useUnread,
} from "../../../clients/react/mod.ts";
import { me, other, roomId } from "../sdk/fake_server.ts";

function Messages(): ReactNode {
  const { items, status } = useMessages(roomId);
  return (
    <main data-status={status}>
      {items.map((item) => <p key={item.key} className={item.state}>{item.content}</p>)}
    </main>
  );
}

Deno.test("useMessages() shows the room, and what is said in it as it is said", async () => {
  const { server, screen, tick, close } = await stage(<Messages />, { messages: 3 });
  assert.deepEqual(screen.texts("p.sent"), ["m1", "m2", "m3"]);
  server.post("m4");
  await tick();
  assert.deepEqual(screen.texts("p.sent"), ["m1", "m2", "m3", "m4"]);
  await close();
});

Deno.test("useMessages().send() shows the message at once, and it stays the same element when it is sent", async () => {
  let send = (_text: string) => {};
  function Composer(): ReactNode {
    ({ send } = useMessages(roomId));
    return undefined;
  }
  const { screen, tick, close } = await stage([<Messages key="m" />, <Composer key="c" />]);
  await screen.does(() => send("hello"));
  const pending = screen.find("p.pending");
  assert.equal(pending?.textContent, "hello");
  await tick();
  assert.equal(screen.find("p.sent"), pending);
  assert.throws(() => send(" "), { code: "invalid" });
  await close();
});

Deno.test("useMessages() tells what has failed, and retry() and discard() do what they say", async () => {
  let messages: ReturnType<typeof useMessages> | undefined;
  function Probe(): ReactNode {
    messages = useMessages(roomId);
    return undefined;
  }
  const { server, screen, tick, close } = await stage([<Messages key="m" />, <Probe key="p" />]);
  server.script = (socket, frame) => {
    if (frame.type !== "message") return false;
    socket.say({ type: "error", code: "forbidden", message: "no", client_id: frame.client_id });
    return true;
  };
  await screen.does(() => ["one", "two"].forEach((text) => messages?.send(text)));
  await tick();
  assert.deepEqual(screen.texts("p.failed"), ["one", "two"]);
  server.script = () => false;
  const [one, two] = messages!.items;
  await screen.does(() => {
    messages!.discard(one!.clientId!);
    messages!.retry(two!.clientId!);
  });
  await tick();
  assert.deepEqual([screen.texts("p.failed"), screen.texts("p.sent")], [[], ["two"]]);
  await close();
});

Deno.test("useMessages().loadOlder() puts older messages before those that are shown", async () => {
  let messages: ReturnType<typeof useMessages> | undefined;
  function Probe(): ReactNode {
    messages = useMessages(roomId);
    return undefined;
  }
  const { screen, tick, close } = await stage([<Messages key="m" />, <Probe key="p" />], { messages: 60 });
  assert.equal(screen.texts("p").length, 50);
  const first = screen.find("p");
  await screen.does(() => void messages!.loadOlder());
  await tick();
  assert.deepEqual([screen.texts("p").length, messages!.hasOlder], [60, false]);
  assert.equal(first?.textContent, "m11", "what was there is still the same element");
  await close();
});

Deno.test("A message that arrives renders its own row alone", async () => {
  let rows = 0;
  const Row = memo(({ item }: { readonly item: TimelineItem }): ReactNode => {
    rows++;
    return <p>{item.content}</p>;
  });
  function List(): ReactNode {
    return useMessages(roomId).items.map((item) => <Row key={item.key} item={item} />);
  }
  const { server, tick, close } = await stage(<List />, { messages: 50 });
  rows = 0;
  server.post("new");
  await tick();
  // Strict mode renders twice.
  assert.ok(rows > 0 && rows <= 2, `${rows} rows were rendered`);
  await close();
});

Deno.test("useSession() logs a guest in and out", async () => {
  let session: ReturnType<typeof useSession> | undefined;
  function Who(): ReactNode {
    session = useSession();
    return <b>{session.status} {session.user?.username}</b>;
  }
  const { server, screen, tick, close } = await stage(<Who />, { isLoggedIn: false });
  assert.deepEqual(screen.texts("b"), ["signedOut "]);
  server.answer = (path) => {
    return path === "/api/auth/guest" ? Response.json({ token: "token", user: { ...me, guest: true } }) : undefined;
  };
  await screen.does(() => void session!.guest("ada"));
  await tick();
  assert.deepEqual(screen.texts("b"), ["signedIn ada"]);
  await screen.does(() => void session!.logOut());
  await tick();
  assert.deepEqual(screen.texts("b"), ["signedOut "]);
  await close();
});

Deno.test("useConnection() says what is going on, and when it is tried again", async () => {
  function State(): ReactNode {
    const { state, retryAt } = useConnection();
    return <b>{state} {String(retryAt !== undefined)}</b>;
  }
  const { server, screen, tick, close } = await stage(<State />);
  assert.deepEqual(screen.texts("b"), ["online false"]);
  server.isUp = false;
  await screen.does(() => server.socket.cut());
  assert.deepEqual(screen.texts("b"), ["waiting true"]);
  server.isUp = true;
  await tick(60_000);
  assert.deepEqual(screen.texts("b"), ["online false"]);
  await close();
});

Deno.test("useRooms() and useUnread() count what others write, until it is read", async () => {
  let markRead = (_seq: number) => {};
  function Rooms(): ReactNode {
    const { rooms } = useRooms();
    const unread = useUnread(roomId);
    markRead = unread.markRead;
    return (
      <b>{rooms.map(({ name, unread, lastMessage }) => [name, unread, lastMessage?.content].join())} {unread.count}</b>
    );
  }
  const { server, screen, tick, close } = await stage(<Rooms />, { messages: 2 });
  assert.deepEqual(screen.texts("b"), ["aa,0, 0"]);
  server.post("m3");
  server.post("m4");
  await tick();
  assert.deepEqual(screen.texts("b"), ["aa,2,m4 2"]);
  await screen.does(() => markRead(4));
  await tick();
  assert.deepEqual(screen.texts("b"), ["aa,0,m4 0"]);
  assert.ok(server.socket.taken.some((frame) => frame.type === "read" && frame.seq === 4));
  await close();
});

Deno.test("useRoom() says how one stands to a room", async () => {
  const elsewhere = "9".repeat(24);
  function Door({ id }: { readonly id: string }): ReactNode {
    const { status, room } = useRoom(id);
    return <b>{status} {room?.name}</b>;
  }
  const { screen, server, close } = await stage([roomId, elsewhere, "no id"].map((id) => <Door key={id} id={id} />));
  assert.deepEqual(screen.texts("b").slice(0, 1), ["ready aa"]);
  assert.deepEqual(screen.texts("b").slice(2), ["gone "]);
  assert.ok(server.calls.includes(`GET /api/rooms/${elsewhere}`));
  await close();
});

Deno.test("useTyping() and usePresence() show others, as long as it holds", async () => {
  function People(): ReactNode {
    const { typing } = useTyping(roomId);
    const { online, count } = usePresence(roomId);
    return (
      <b>{typing.map(({ name }) => name).join()} {Array.from(online.values(), ({ name }) => name).join()} {count}</b>
    );
  }
  const { server, screen, tick, close } = await stage([<People key="p" />, <Messages key="m" />]);
  const user = { user_id: other.id, username: other.username };
  await screen.does(() => {
    server.socket.say({ type: "typing", room_id: roomId, ...user, expires_in_ms: 6_000 });
    const users = [{ ...user, status: "online" }];
    server.socket.say({ type: "presence", room_id: roomId, count: 1, snapshot: true, users });
  });
  await tick();
  assert.deepEqual(screen.texts("b"), ["bob bob 1"]);
  await tick(6_000);
  await screen.does(() => {
    server.socket.say({ type: "presence", room_id: roomId, count: 0, users: [{ ...user, status: "offline" }] });
  });
  await tick();
  assert.deepEqual(screen.texts("b"), ["  0"]);
  const asked = server.socket.taken.filter((frame) => frame.type === "subscribe" && frame.presence === true);
  assert.ok(asked.length > 0, "presence is asked for while somebody looks");
  await close();
});

Deno.test("The hooks refuse to work outside of a provider", async () => {
  let thrown: unknown;
  function Lost(): ReactNode {
    try {
      useClient();
    } catch (error) {
      thrown = error;
    }
    return undefined;
  }
  const screen = await render(<Lost />);
  assert.match(String(thrown), /ParleyProvider/);
  await screen.close();
});
