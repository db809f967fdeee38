import type { HistoryQuery, MessagePage } from "../entities.ts";

/**
 * A page with what it covers. Servers that do not say it answer pieces of the log without gaps, and know nothing that could
 * be done to a message later.
 */
export function withSpan(page: MessagePage, { before, after = 0 }: HistoryQuery): MessagePage {
  const { messages, as_of: asOf }: Pick<MessagePage, "messages"> & Partial<MessagePage> = page;
  if (asOf !== undefined) return page;
  const first = messages[0]?.seq ?? after + 1;
  const last = messages.at(-1)?.seq ?? (before === undefined ? after : before - 1);
  return { ...page, after: Math.min(first - 1, last), up_to: last, as_of: Number.MAX_SAFE_INTEGER };
}
