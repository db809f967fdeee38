/** A reason is for one line of the log, characters. */
const reasonCharsMax = 200;

/** Why something failed, in the words of a driver, fit for a log: no secret, no stack, nothing of what was sent. */
export function reasonText(reason: unknown, secrets: readonly string[]): string {
  let text = reason instanceof Error ? `${codeOf(reason)}${reason.message || reason.name}` : String(reason);
  for (const secret of secrets) if (secret !== "") text = text.replaceAll(secret, "[hidden]");
  text = text.replaceAll(/\s+/g, " ").trim();
  return text.length > reasonCharsMax ? `${text.slice(0, reasonCharsMax)}…` : text;
}

function codeOf(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return code === "" || error.message.includes(code) ? "" : `${code}: `;
}
