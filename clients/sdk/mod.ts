/**
 * The client of Parley for browsers, Deno and Node >= 22, without any dependency.
 *
 * ```ts ignore
 * const api = new ParleyApi({ url: "http://127.0.0.1:8080" });
 * await api.guest("ada");
 * const client = new ParleyClient({ api });
 * await client.connect();
 * const room = client.room(roomId);
 * room.on("event", (event) => show(event));
 * await room.join();
 * const { seq } = await room.send("hello");
 * ```
 *
 * @module
 */
export { type ApiOptions, ParleyApi } from "./api.ts";
export { ApiError, asApiError, type LocalErrorCode } from "./api_error.ts";
export { type ClientEvents, type ClientOptions, ParleyClient } from "./client.ts";
export { type CloseAction, closeAction } from "./close_action.ts";
export type { ConnectionState } from "./connector.ts";
export type * from "./entities.ts";
export type { Environment, Socket, SocketClass } from "./environment.ts";
export type { SendOptions, Sent } from "./outbox.ts";
export type { Discontinuity, Ended, Room, RoomEvents } from "./room.ts";
export type { Cursor, DiscontinuityReason } from "./room_cursor.ts";
export type { Timing } from "./timing.ts";
export type { RoomEvent } from "../../src/protocol/event.ts";
export type { Id } from "../../src/protocol/id.ts";
export type { MemberView, Room as RoomEntity } from "../../src/protocol/room.ts";
export type { AccountView, GuestLogin, Login, Me, Profile } from "../../src/protocol/user.ts";
