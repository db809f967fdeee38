import type { Messages } from "../../ports/messages.ts";
import type { Threads } from "../../ports/threads.ts";
import type { AppendDeps } from "./append.ts";
import { createMentions } from "./mentions.ts";
import { createMessageStates } from "./message_states.ts";
import { createThreads } from "./threads.ts";

/** What was done to messages, and their threads: see `apply_messages.ts`. */
export function createMessages(deps: AppendDeps): { readonly messages: Messages; readonly threads: Threads } {
  return { messages: { ...createMessageStates(deps), ...createMentions(deps) }, threads: createThreads(deps) };
}
