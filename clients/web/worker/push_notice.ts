/** What a notification of the server carries, as far as it is shown: see docs/attention.md. */
interface Payload {
  readonly type: "message";
  readonly room_id: string;
  readonly room_name: string;
  readonly seq: number;
  readonly username: string;
  readonly content?: string;
  readonly count: number;
  readonly mention: boolean;
}

/** What a browser is asked to show. */
export interface PushNotice {
  readonly title: string;
  readonly options: {
    readonly body: string;
    /** Of a room: the newest takes the place of the one before it, also of one that a page has shown. */
    readonly tag: string;
    readonly renotify: boolean;
    readonly icon: string;
    /** Where a press leads, a path of the application. */
    readonly data: { readonly path: string };
  };
}

/** Controls by which a text could turn what stands around it. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `undefined`: it is nothing to show, or of a later version. */
export function noticeOf(text: string): PushNotice | undefined {
  const payload = parsed(text);
  if (payload === undefined) return undefined;
  const { room_id, room_name, seq, username, content = "", count, mention } = payload;
  const bare = (name: string) => name.replaceAll(directions, "");
  // A conversation is called as who speaks in it.
  const place = room_name === username ? bare(username) : `${bare(username)} in ${bare(room_name)}`;
  return {
    title: count > 1 ? `${place} (${count})` : place,
    options: {
      body: bare(content),
      tag: `parley/${room_id}`,
      renotify: mention,
      icon: "/favicon.svg",
      data: { path: mention ? `/rooms/${room_id}/${seq}` : `/rooms/${room_id}` },
    },
  };
}

function parsed(text: string): Payload | undefined {
  try {
    const value = JSON.parse(text) as Partial<Payload> | null;
    const isMessage = value?.type === "message" && /^[0-9a-f]{24}$/.test(value.room_id ?? "");
    return isMessage && typeof value.username === "string" && typeof value.room_name === "string"
      ? value as Payload
      : undefined;
  } catch {
    return undefined;
  }
}
