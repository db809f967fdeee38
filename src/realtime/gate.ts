import type { Id } from "../protocol/id.ts";
import type { Principal } from "../protocol/principal.ts";
import type { Connection, ConnectionHandler } from "./connection.ts";

/** How a session begins, as its upgrade request said. */
export interface Opening {
  readonly principal: Principal;
  /** A room to join and subscribe to at once. */
  readonly room?: Id;
  /** The cursor to resume that room from; absent: live from now. */
  readonly since?: number;
  /** The session negotiated `parley.v1.batch`: several events a frame, one a line. */
  readonly batch: boolean;
  readonly requestId: string;
}

/** Where a listener hands over an accepted connection. */
export interface Gate {
  /** Whether one more connection of this user is welcome: throws `too_many_connections`, `overloaded` or `draining`. */
  admit(principal: Principal): void;
  open(connection: Connection, opening: Opening): ConnectionHandler;
}
