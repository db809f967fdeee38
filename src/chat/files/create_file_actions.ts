import { fileKeptMs, guestFilesBytesMax } from "../../limits.ts";
import type { Blobs } from "../../ports/blobs.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventLog } from "../../ports/event_log.ts";
import type { FileRecord, Files, FileShape } from "../../ports/files.ts";
import type { Pictures } from "../../ports/pictures.ts";
import type { Attachment, FileView } from "../../protocol/file.ts";
import type { Id } from "../../protocol/id.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import type { Principal } from "../../protocol/principal.ts";
import type { LiveRooms } from "../live_rooms.ts";
import { requireReader } from "../permission.ts";
import { requireRight } from "../rights.ts";
import { type Limiter, requireRate } from "../rooms.ts";
import { attachedTo } from "./attached.ts";
import type { Announced, AttachmentRequest, FileActions, OpenedFile, PartsLeft, Upload } from "./file_actions.ts";
import { fileNameOf } from "./file_name.ts";
import { isShownInPlace } from "./file_type.ts";
import { uploadOf, viewOf } from "./file_views.ts";
import { finishFile } from "./finish_file.ts";
import { type Take, Uploads } from "./uploads.ts";

/** What an operator allows, bytes; 0: no limit. */
export interface FileLimits {
  readonly fileBytes: number;
  readonly userBytes: number;
  readonly roomBytes: number;
}

export interface FileActionsDeps {
  readonly files: Files;
  readonly blobs: Blobs;
  readonly pictures: Pictures;
  readonly log: Pick<EventLog, "read">;
  readonly live: Pick<LiveRooms, "room">;
  readonly clock: Pick<Clock, "now">;
  readonly nextId: () => Id;
  readonly limits: () => FileLimits;
  /** Of messages: a file begun counts as one. */
  readonly messageLimiter: Limiter;
  /** Something is there to be removed. */
  readonly released: () => void;
}

/** Messages that carry a file whose rooms are tried for somebody who wants to read it. */
const usesTried = 100;

export function createFileActions(deps: FileActionsDeps): FileActions {
  return new Actions(deps);
}

class Actions implements FileActions {
  readonly #deps: FileActionsDeps;
  readonly #uploads: Uploads;
  readonly #finishing = new Map<Id, Promise<FileShape>>();

  constructor(deps: FileActionsDeps) {
    this.#deps = deps;
    this.#uploads = new Uploads(deps);
  }

  get bytesMax(): number {
    return this.#deps.limits().fileBytes;
  }

  get directOrigin(): string | undefined {
    return this.#deps.blobs.direct?.origin;
  }

  async begin(actor: Principal, room: Id, { name, length, duration }: Announced): Promise<Upload> {
    const { live, files, clock, nextId, limits, messageLimiter } = this.#deps;
    const { fileBytes, userBytes, roomBytes } = limits();
    if (fileBytes > 0 && length > fileBytes) {
      throw new ParleyError("too_large", `A file has at most ${fileBytes} bytes`);
    }
    await live.room(room).consult([actor.id], (state) => {
      requireReader(state, actor.id);
      requireRight(state, actor.id, "send");
    });
    requireRate(messageLimiter, actor.id);
    const now = clock.now();
    const file = {
      id: nextId(),
      owner: actor.id,
      room,
      name: fileNameOf(name),
      length,
      createdAt: now,
      collectAt: now + fileKeptMs,
      ...(duration !== undefined && { duration }),
    };
    const owner = actor.guest ? Math.min(guestFilesBytesMax, userBytes || Infinity) : userBytes;
    const made = await files.create(file, { owner, room: roomBytes });
    if (made !== "ok") {
      const whose = made === "owner_quota" ? "Your files together" : "The files of this room together";
      throw new ParleyError("quota_reached", `${whose} would take more than they may`);
    }
    return uploadOf({ ...file, offset: 0, trail: "" });
  }

  async write(actor: Principal, id: Id, piece: Take["piece"]): Promise<Upload> {
    const file = await this.#own(actor, id);
    const progress = await this.#uploads.take({ file, piece });
    const now = { ...file, ...progress };
    return uploadOf(progress.offset === file.length ? await this.#finished(now) : now);
  }

  async upload(actor: Principal, id: Id): Promise<Upload> {
    return uploadOf(await this.#finished(await this.#own(actor, id)));
  }

  async parts(actor: Principal, id: Id): Promise<PartsLeft> {
    const { direct } = this.#deps.blobs;
    if (direct === undefined) throw new ParleyError("not_found", "Files go through this server alone");
    const own = await this.#own(actor, id);
    const isThere = own.offset === own.length;
    const { file, missing } = isThere ? { file: own, missing: [] } : await this.#uploads.survey(direct, own);
    return { view: this.#viewOf(await this.#finished(file)), missing };
  }

  async view(actor: Principal, id: Id): Promise<FileView> {
    return this.#viewOf(await this.#finished(await this.#readable(actor, id)));
  }

  async open(actor: Principal, id: Id, part: "content" | "thumbnail"): Promise<OpenedFile> {
    const file = await this.#finished(await this.#readable(actor, id));
    const { shape, name } = file;
    if (shape === undefined) throw noSuchFile();
    const { blobs } = this.#deps;
    if (part === "content") {
      const key = { file: id, part: shape.cleaned ? "picture" : "original" } as const;
      const { type, size } = shape;
      const inPlace = isShownInPlace(type);
      const read: OpenedFile["read"] = (start, end) => blobs.read(key, start, end);
      const opened = { id, name, type, size, inPlace, read };
      return blobs.address === undefined ? opened : { ...opened, address: (as) => blobs.address!(key, as) };
    }
    const { thumbnail, thumbnailSize } = shape;
    if (thumbnail === undefined || thumbnailSize === undefined) throw noSuchFile();
    const key = { file: id, part: "thumbnail" } as const;
    const read: OpenedFile["read"] = (start, end) => blobs.read(key, start, end);
    return { id, name, type: thumbnail, size: thumbnailSize, inPlace: true, read };
  }

  async remove(actor: Principal, id: Id): Promise<void> {
    await this.#own(actor, id);
    if (!await this.#deps.files.drop(id)) throw noSuchFile();
    this.#deps.released();
  }

  attach(actor: Principal, request: Omit<AttachmentRequest, "sender">): Promise<readonly Attachment[]> {
    return attachedTo(this.#deps, { ...request, sender: actor.id });
  }

  #viewOf(file: FileRecord): FileView {
    const view = viewOf(file);
    return view.complete || this.#deps.blobs.direct === undefined ? view : { ...view, direct: true };
  }

  /** What waits to be removed is gone. */
  async #there(id: Id): Promise<FileRecord> {
    const { files, clock } = this.#deps;
    const file = await files.byId(id);
    if (file === undefined || (file.collectAt ?? Infinity) <= clock.now()) throw noSuchFile();
    return file;
  }

  async #own(actor: Principal, id: Id): Promise<FileRecord> {
    const file = await this.#there(id);
    if (file.owner !== actor.id || file.collectAt === undefined) throw noSuchFile();
    return file;
  }

  async #readable(actor: Principal, id: Id): Promise<FileRecord> {
    const { files, live } = this.#deps;
    const file = await this.#there(id);
    const uses = await files.uses(id, usesTried);
    if (uses.length === 0) {
      if (file.owner !== actor.id) throw noSuchFile();
      return file;
    }
    for (const room of new Set(uses.map(({ room }) => room))) {
      if (await live.room(room).consult([actor.id], (state) => mayRead(() => requireReader(state, actor.id)))) {
        return file;
      }
    }
    throw noSuchFile();
  }

  /** All of it may have come without anybody having looked at it: a crash came between. Looked at once, for all who ask. */
  async #finished(file: FileRecord): Promise<FileRecord> {
    if (file.shape !== undefined || file.offset < file.length) return file;
    const running = this.#finishing.get(file.id) ?? this.#finish(file).finally(() => this.#finishing.delete(file.id));
    this.#finishing.set(file.id, running);
    return { ...file, shape: await running };
  }

  async #finish(file: FileRecord): Promise<FileShape> {
    const { files, blobs, released } = this.#deps;
    try {
      const shape = await finishFile(file, this.#deps);
      await files.complete(file.id, shape);
      // Last: as long as it is not known that there is a cleaned one, this is the file.
      if (shape.cleaned) await blobs.removePart({ file: file.id, part: "original" });
      return shape;
    } catch (error) {
      if (error instanceof ParleyError && error.code === "invalid" && await files.drop(file.id)) released();
      throw error;
    }
  }
}

/** A room that somebody may not read, or that is gone, is no reason to stop asking. */
function mayRead(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof ParleyError) return false;
    throw error;
  }
}

function noSuchFile(): ParleyError {
  return new ParleyError("not_found", "There is no such file");
}
