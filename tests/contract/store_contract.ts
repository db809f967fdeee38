import type { Store } from "../../src/ports/store.ts";
import { accountCases } from "./store/account_cases.ts";
import { appendCases } from "./store/append_cases.ts";
import { auditCases } from "./store/audit_cases.ts";
import { avatarCases } from "./store/avatar_cases.ts";
import { blockCases } from "./store/block_cases.ts";
import { channelCases } from "./store/channel_cases.ts";
import { closingCases } from "./store/closing_cases.ts";
import { erasingCases } from "./store/erasing_cases.ts";
import { fileCases } from "./store/file_cases.ts";
import { inviteCases } from "./store/invite_cases.ts";
import { jobCases } from "./store/job_cases.ts";
import { keptCases } from "./store/kept_cases.ts";
import { conductCases } from "./store/conduct_cases.ts";
import { memberCases } from "./store/member_cases.ts";
import { mentionCases } from "./store/mention_cases.ts";
import { messageCases } from "./store/message_cases.ts";
import { lastSeenCases } from "./store/last_seen_cases.ts";
import { readingCases } from "./store/reading_cases.ts";
import { readsCases } from "./store/reads_cases.ts";
import { reportCases } from "./store/report_cases.ts";
import { roomCases } from "./store/room_cases.ts";
import { roomListCases } from "./store/room_list_cases.ts";
import { scheduledCases } from "./store/scheduled_cases.ts";
import { searchCases } from "./store/search_cases.ts";
import type { StoreCases } from "./store/store_cases.ts";
import { threadCases } from "./store/thread_cases.ts";
import { trimCases } from "./store/trim_cases.ts";
import { tokenCases } from "./store/token_cases.ts";

/** A fresh, empty store, gone when its scope ends. */
export type OpenStore = () => Promise<{ store: Store } & AsyncDisposable>;

const cases: StoreCases = {
  ...appendCases,
  ...readingCases,
  ...roomCases,
  ...roomListCases,
  ...memberCases,
  ...conductCases,
  ...blockCases,
  ...accountCases,
  ...tokenCases,
  ...avatarCases,
  ...inviteCases,
  ...fileCases,
  ...auditCases,
  ...reportCases,
  ...channelCases,
  ...jobCases,
  ...erasingCases,
  ...trimCases,
  ...keptCases,
  ...scheduledCases,
  ...readsCases,
  ...messageCases,
  ...mentionCases,
  ...threadCases,
  ...lastSeenCases,
  ...searchCases,
  ...closingCases,
};

/**
 * Registers a test for every law of the store's ports.
 *
 * @param skip Cases an adapter cannot do, by their name, each with the reason. A name that is no case is refused, so that
 * none is skipped by a name of old.
 */
export function storeContract(name: string, open: OpenStore, skip: Readonly<Record<string, string>> = {}): void {
  for (const skipped of Object.keys(skip)) {
    if (cases[skipped] === undefined) throw new Error(`There is no case "${skipped}" to skip`);
  }
  for (const [title, run] of Object.entries(cases)) {
    const reason = skip[title];
    Deno.test({
      name: `${name}: ${title}${reason === undefined ? "" : ` (skipped: ${reason})`}`,
      ignore: reason !== undefined,
      fn: async () => {
        await using opened = await open();
        await run(opened.store);
      },
    });
  }
}
