import { ParleyError } from "../protocol/parley_error.ts";
import { headerOnce, headerTokens, upgradePath, type UpgradeRequest } from "./upgrade_request.ts";

/** 16 bytes in base64, canonical. */
const keyPattern = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

/**
 * Checks that a request is a WebSocket handshake (RFC 6455, 4.2.1) for the one address that takes them. Throws
 * `not_found`, `method_not_allowed`, `bad_request` or `upgrade_required`.
 */
export function checkHandshake(request: UpgradeRequest): void {
  if (request.path !== upgradePath) throw new ParleyError("not_found");
  if (request.method !== "GET") throw new ParleyError("method_not_allowed", "A WebSocket is opened with GET");
  if (request.httpVersion !== "1.1") throw new ParleyError("bad_request", "A WebSocket is opened over HTTP/1.1");
  const protocol = headerOnce(request, "upgrade")?.toLowerCase();
  const asked = headerTokens(request, "connection").some((token) => token.toLowerCase() === "upgrade");
  if (protocol !== "websocket" || !asked) throw new ParleyError("upgrade_required");
  if (headerOnce(request, "sec-websocket-version") !== "13") {
    throw new ParleyError("upgrade_required", "Sec-WebSocket-Version must be 13");
  }
  if (!keyPattern.test(headerOnce(request, "sec-websocket-key") ?? "")) {
    throw new ParleyError("bad_request", "Sec-WebSocket-Key must be there once, 16 bytes in base64");
  }
  const length = headerTokens(request, "content-length");
  if (request.headers.has("transfer-encoding") || length.some((bytes) => bytes !== "0")) {
    throw new ParleyError("bad_request", "A handshake has no body");
  }
}
