import { fileKeptMs } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventLog } from "../../ports/event_log.ts";
import type { FileRecord, Files } from "../../ports/files.ts";
import type { Attachment } from "../../protocol/file.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import type { AttachmentRequest } from "./file_actions.ts";
import { attachmentOf } from "./file_views.ts";

export interface AttachedPorts {
  /** Absent: files are not kept. */
  readonly files?: Pick<Files, "keep" | "uses">;
  readonly log: Pick<EventLog, "read">;
  readonly clock: Pick<Clock, "now">;
}

/**
 * What a message carries, kept for as long as its append may take.
 *
 * @throws ParleyError `invalid` where one is not complete, not the sender's own for this room, or another message's.
 */
export async function attachedTo(ports: AttachedPorts, request: AttachmentRequest): Promise<readonly Attachment[]> {
  const { files, clock } = ports;
  const { room, sender, ids } = request;
  const kept = await files?.keep(ids, clock.now() + fileKeptMs) ?? [];
  const byId = new Map(kept.map((file) => [file.id, file]));
  return await Promise.all(ids.map(async (id) => {
    const file = byId.get(id);
    if (file === undefined || file.owner !== sender || file.room !== room) {
      throw new ParleyError("invalid", `attachments: there is no file ${id} of yours for this room`);
    }
    if (file.shape === undefined) throw new ParleyError("invalid", `attachments: the file ${id} is not complete`);
    if (file.collectAt === undefined && !await isOf(file, ports, request)) {
      throw new ParleyError("invalid", `attachments: another message carries the file ${id} already`);
    }
    return attachmentOf(file, file.shape);
  }));
}

/** Whether the message that carries the file is the one that is sent again. */
async function isOf(file: FileRecord, { files, log }: AttachedPorts, request: AttachmentRequest): Promise<boolean> {
  const { room, sender, clientId } = request;
  const [use] = await files!.uses(file.id, 1);
  if (use === undefined) return true;
  if (clientId === undefined || use.room !== room) return false;
  const [entry] = await log.read(use.room, { after: use.seq - 1, upTo: use.seq }, 1);
  return entry !== undefined && entry.sender === sender && entry.clientId === clientId;
}
