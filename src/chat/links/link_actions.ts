import type { LinkPreview } from "../../protocol/link_preview.ts";
import type { MessageView } from "../../protocol/message_view.ts";
import type { Id } from "../../protocol/id.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import type { Principal } from "../../protocol/principal.ts";
import { type OneMessagePorts, readMessage } from "../forward.ts";
import type { LinkLooks } from "./link_looks.ts";
import { type Link, linksOf } from "./links_of.ts";
import type { LinkPicture, LookedAt } from "./looked_at.ts";

/**
 * Where the links of messages lead, for any door. It is no part of a message: it is asked for, of a message that one may read
 * and as that stands, so that it goes and changes with it.
 */
export interface LinkActions {
  /** Throws what `readMessage` throws, `rate_limited` and `overloaded`; never for what a link does. */
  previews(actor: Principal, room: Id, seq: number): Promise<readonly LinkPreview[]>;
  /** The picture of one of them. Throws `not_found` where there is none. */
  picture(actor: Principal, room: Id, seq: number, key: string): Promise<LinkPicture & { readonly at: number }>;
}

export interface LinkActionsPorts extends OneMessagePorts {
  /** Absent: links are not looked at. */
  readonly looks?: LinkLooks | undefined;
}

export function createLinkActions({ looks, ...ports }: LinkActionsPorts): LinkActions {
  const { live } = ports;

  async function links(actor: Principal, room: Id, seq: number): Promise<readonly Link[]> {
    const { message } = await readMessage(ports, actor.id, room, seq);
    const { content } = JSON.parse(message) as MessageView;
    if (!content.includes("://")) return [];
    const wanted = await live.room(room).consult([], ({ settings }) => settings.policy?.link_previews !== false);
    return wanted ? linksOf(content) : [];
  }

  return {
    async previews(actor, room, seq) {
      const of = await links(actor, room, seq);
      if (looks === undefined) return [];
      const seen = await Promise.all(of.map(async (link) => ({ link, known: await looks.look(actor.id, link.url) })));
      return seen.flatMap(({ link, known: { found, at } }) => {
        return found === undefined ? [] : [previewOf(link, found, at, `/api/rooms/${room}/messages/${seq}/previews`)];
      });
    },
    async picture(actor, room, seq, key) {
      const link = (await links(actor, room, seq)).find((link) => link.key === key);
      const known = link === undefined ? undefined : await looks?.look(actor.id, link.url);
      if (known?.found?.picture === undefined) throw new ParleyError("not_found", "There is no such picture");
      return { ...known.found.picture, at: known.at };
    },
  };
}

function previewOf({ text, url, key }: Link, { picture, ...said }: LookedAt, at: number, path: string): LinkPreview {
  const fetched_at = new Date(at).toISOString();
  if (picture === undefined) return { link: text, url, ...said, fetched_at };
  const { width, height, blur } = picture;
  return { link: text, url, ...said, picture: { url: `${path}/${key}`, width, height, blur }, fetched_at };
}
