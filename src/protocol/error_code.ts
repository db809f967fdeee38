/**
 * The catalogue of operating errors: HTTP status, a sentence, and whether the same request can succeed later.
 * The codes are part of the wire; see docs/protocol.md.
 */
export const errorCatalogue = {
  bad_request: { status: 400, temporary: false, sentence: "The request is malformed" },
  bad_frame: { status: 400, temporary: false, sentence: "The frame is not a known JSON frame" },
  unauthorized: { status: 401, temporary: false, sentence: "A valid token is needed" },
  invalid_credentials: { status: 401, temporary: false, sentence: "The login or the password is wrong" },
  forbidden: { status: 403, temporary: false, sentence: "This is not allowed" },
  origin_refused: { status: 403, temporary: false, sentence: "Pages of this origin may not connect" },
  not_member: { status: 403, temporary: false, sentence: "Only members of the room may do this: join it first" },
  wrong_password: { status: 403, temporary: false, sentence: "The room's password is wrong" },
  account_disabled: { status: 403, temporary: false, sentence: "This account is disabled" },
  not_found: { status: 404, temporary: false, sentence: "There is no such thing" },
  method_not_allowed: { status: 405, temporary: false, sentence: "The method is not allowed here" },
  timeout: { status: 408, temporary: true, sentence: "The request took too long to arrive" },
  username_taken: { status: 409, temporary: false, sentence: "The username is taken" },
  email_taken: { status: 409, temporary: false, sentence: "The email has an account already" },
  name_taken: { status: 409, temporary: false, sentence: "A room of this name exists already" },
  client_id_conflict: { status: 409, temporary: false, sentence: "The client_id was used for another message" },
  limit_reached: { status: 409, temporary: false, sentence: "There are as many of these as there may be" },
  invite_expired: { status: 410, temporary: false, sentence: "The invitation has expired" },
  invite_used_up: { status: 410, temporary: false, sentence: "The invitation was used as often as it may be" },
  invite_revoked: { status: 410, temporary: false, sentence: "The invitation was taken back" },
  too_large: { status: 413, temporary: false, sentence: "The request is too large" },
  unsupported_media_type: { status: 415, temporary: false, sentence: "The body must be application/json" },
  invalid: { status: 422, temporary: false, sentence: "The request does not fit its schema" },
  upgrade_required: { status: 426, temporary: false, sentence: "This address speaks WebSocket: send an upgrade" },
  rate_limited: { status: 429, temporary: true, sentence: "Too many requests: wait and try again" },
  too_many_connections: { status: 429, temporary: true, sentence: "Too many connections: close one first" },
  headers_too_large: { status: 431, temporary: false, sentence: "The headers of the request are too large" },
  internal: { status: 500, temporary: true, sentence: "Something went wrong on the server" },
  overloaded: { status: 503, temporary: true, sentence: "The server has too much to do: try again soon" },
  unavailable: { status: 503, temporary: true, sentence: "The store cannot be reached: try again soon" },
  degraded: { status: 503, temporary: true, sentence: "This server cannot reach its store: another one may" },
  draining: { status: 503, temporary: true, sentence: "This server is shutting down: connect again" },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;
