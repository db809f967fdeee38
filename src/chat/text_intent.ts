import { emojiIn } from "../protocol/emoji.ts";
import type { MessageFrame, WritingFrame } from "../protocol/client_frame.ts";
import type { Id } from "../protocol/id.ts";
import type { Intent, TextIntent } from "./intent.ts";
import { mentionNames } from "./mention_names.ts";

/** A message as its sender gives it, by whatever door. */
export interface GivenText extends Pick<MessageFrame, "content" | "client_id" | "reply_to" | "thread"> {
  readonly attachments?: readonly Id[] | undefined;
}

export function textIntent({ content, client_id, reply_to, thread, attachments }: GivenText): TextIntent {
  return {
    kind: "text",
    content,
    ...(client_id !== undefined && { clientId: client_id }),
    ...(reply_to !== undefined && { replyTo: reply_to }),
    ...(thread !== undefined && { thread }),
    ...(attachments !== undefined && { files: attachments }),
    ...mentionNames(content),
  };
}

/** What a frame wants. */
export function intentOf(frame: WritingFrame): Intent {
  if (frame.type === "message") return textIntent(frame);
  const { seq: of, client_id } = frame;
  const target = { of, ...(client_id !== undefined && { clientId: client_id }) };
  switch (frame.type) {
    case "edit":
      return { kind: "edit", ...target, content: frame.content, ...mentionNames(frame.content) };
    case "delete":
      return { kind: "delete_message", ...target };
    case "react":
      return { kind: "react", ...target, emoji: emojiIn(frame.emoji) ?? frame.emoji, added: frame.remove !== true };
    case "pin":
      return { kind: "pin", ...target, pinned: frame.remove !== true };
  }
}
