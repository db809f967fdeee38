import type { TokenAuthority } from "../chat/token_authority.ts";
import type { Random } from "../ports/random.ts";
import { type Id, isId } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { Opening } from "../realtime/gate.ts";
import { checkHandshake } from "./handshake.ts";
import type { DoorLimit } from "./door_limit.ts";
import { originAllowed } from "./origin.ts";
import { refuse, type Refused } from "./refusal.ts";
import { type Offer, readOffer, type Subprotocol } from "./subprotocol.ts";
import { headerOnce, headerTokens, requestIdOf, type UpgradeRequest } from "./upgrade_request.ts";

export interface UpgradeDeps {
  readonly tokens: Pick<TokenAuthority, "verify" | "redeemTicket">;
  readonly door: DoorLimit;
  /** The gate's: throws `too_many_connections`, `overloaded` or `draining`. */
  admit(principal: Principal): void;
  /** Origins of pages, other than the server's own, that may connect. */
  readonly corsOrigins: readonly string[];
  readonly random: Random;
}

export interface Admitted {
  readonly ok: true;
  readonly opening: Opening;
  /** The subprotocol to answer; absent: none was offered, so none is answered. */
  readonly protocol?: Subprotocol;
}

export type Admission = Admitted | Refused;

/**
 * Decides whether a request becomes a session, before any WebSocket byte is parsed. Touches no socket and never throws.
 * The order matters: what costs nothing first, a single-use ticket spent only when nothing else is in the way, and the
 * gate last.
 */
export async function admitUpgrade(request: UpgradeRequest, deps: UpgradeDeps): Promise<Admission> {
  const requestId = requestIdOf(request, deps.random);
  try {
    checkHandshake(request);
    if (!originAllowed(request.headers.get("origin") ?? [], headerOnce(request, "host"), deps.corsOrigins)) {
      throw new ParleyError("origin_refused");
    }
    const offer = readOffer(headerTokens(request, "sec-websocket-protocol"));
    const query = new URLSearchParams(request.query);
    const place = readPlace(query);
    const principal = await authenticate(request, offer, query, deps.tokens);
    deps.admit(principal);
    const opening: Opening = { principal, ...place, batch: offer.protocol === "parley.v1.batch", requestId };
    return offer.protocol === undefined ? { ok: true, opening } : { ok: true, opening, protocol: offer.protocol };
  } catch (thrown) {
    const lasting = thrown instanceof ParleyError && !thrown.temporary;
    return refuse(lasting ? deps.door.refusal(request, thrown) : thrown, requestId);
  }
}

function authenticate(
  request: UpgradeRequest,
  offer: Offer,
  query: URLSearchParams,
  tokens: UpgradeDeps["tokens"],
): Promise<Principal> {
  if (offer.ticket !== undefined) return tokens.redeemTicket(offer.ticket);
  if (request.headers.has("authorization")) {
    const bearer = /^bearer +(\S+)$/i.exec(headerOnce(request, "authorization") ?? "");
    if (bearer === null) throw new ParleyError("unauthorized", "Authorization must be a bearer token");
    return tokens.verify(bearer[1]!);
  }
  const token = once(query, "token");
  if (token === undefined || token === "") throw new ParleyError("unauthorized");
  return tokens.verify(token);
}

/** The room to open with, and where in it. Other keys of the query are not ours to judge. */
function readPlace(query: URLSearchParams): { room?: Id; since?: number } {
  const room = once(query, "room_id");
  const since = once(query, "since");
  if (room !== undefined && !isId(room)) {
    throw new ParleyError("invalid", "room_id: Expected 24 hexadecimal characters");
  }
  if (since !== undefined && !(/^\d+$/.test(since) && Number.isSafeInteger(Number(since)))) {
    throw new ParleyError("invalid", "since: Expected a whole number, 0 or more");
  }
  return { ...(room === undefined ? {} : { room }), ...(since === undefined ? {} : { since: Number(since) }) };
}

function once(query: URLSearchParams, key: string): string | undefined {
  const values = query.getAll(key);
  if (values.length > 1) throw new ParleyError("bad_request", `${key} is given more than once`);
  return values[0];
}
