import { ParleyError } from "../protocol/parley_error.ts";

/** The subprotocols spoken here, best first. */
const known = ["parley.v1.batch", "parley.v1"] as const;

export type Subprotocol = typeof known[number];

const ticketPrefix = "ticket.";

/** A token of RFC 9110, 5.6.2. */
const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export interface Offer {
  /** What to answer; absent when nothing was offered. */
  readonly protocol?: Subprotocol;
  /** A single-use ticket that came along as `ticket.<ticket>`. Never echoed. */
  readonly ticket?: string;
}

/** The best subprotocol among those offered. */
export function chooseSubprotocol(offered: Iterable<string>): Subprotocol | undefined {
  const names = new Set(offered);
  return known.find((name) => names.has(name));
}

/** Reads what a client offered. Throws `bad_request` for what is malformed, and when nothing known was offered. */
export function readOffer(offered: readonly string[]): Offer {
  if (offered.length === 0) return {};
  if (!offered.every((name) => tokenPattern.test(name)) || new Set(offered).size < offered.length) {
    throw new ParleyError("bad_request", "Sec-WebSocket-Protocol is malformed");
  }
  const protocol = chooseSubprotocol(offered);
  if (protocol === undefined) {
    throw new ParleyError("bad_request", `Sec-WebSocket-Protocol offers nothing known: ${known.join(" or ")}`);
  }
  const tickets = offered.filter((name) => name.startsWith(ticketPrefix));
  if (tickets.length > 1) throw new ParleyError("bad_request", "Sec-WebSocket-Protocol offers more than one ticket");
  return tickets.length === 0 ? { protocol } : { protocol, ticket: tickets[0]!.slice(ticketPrefix.length) };
}
