import { createDiskBlobs } from "./adapters/disk/create_disk_blobs.ts";
import type { Config } from "./config.ts";
import { onDenoDeploy } from "./config/system_sources.ts";
import type { Blobs } from "./ports/blobs.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Pictures } from "./ports/pictures.ts";

/** What keeps files, where they are kept at all. */
export interface FilePorts {
  readonly blobs?: Blobs;
  readonly pictures?: Pictures;
}

/**
 * Opens what the setting names. What unpacks pictures is loaded only where files are kept, and starts with the
 * first of them.
 */
export async function openFiles(
  { filesUrl }: Pick<Config, "filesUrl">,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<FilePorts> {
  if (filesUrl === "none") return {};
  if (onDenoDeploy()) {
    log.warn("Deno Deploy keeps no files, so this server takes none");
    return {};
  }
  const { createPictures } = await import("./adapters/photon/create_pictures.ts");
  const pictures = createPictures({ clock, log });
  return { blobs: createDiskBlobs(filesUrl.slice("file:".length)), pictures };
}
