import { createDiskBlobs } from "./adapters/disk/create_disk_blobs.ts";
import type { Config } from "./config.ts";
import { onDenoDeploy } from "./config/system_sources.ts";
import type { Blobs } from "./ports/blobs.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Pictures } from "./ports/pictures.ts";
import type { Random } from "./ports/random.ts";

/** What keeps files, where they are kept at all. */
export interface FilePorts {
  readonly blobs?: Blobs;
  readonly pictures?: Pictures;
}

export type FilesConfig = Pick<
  Config,
  "filesUrl" | "filesAccessKey" | "filesSecretKey" | "filesRegion" | "filesDirect"
>;

export interface FilesBasis {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Opens what the setting names. What unpacks pictures is loaded only where files are kept, and starts with the
 * first of them.
 */
export async function openFiles(config: FilesConfig, basis: FilesBasis): Promise<FilePorts> {
  const { filesUrl } = config;
  if (filesUrl === "none") return {};
  if (onDenoDeploy()) {
    basis.log.warn("Deno Deploy keeps no files, so this server takes none");
    return {};
  }
  const { createPictures } = await import("./adapters/photon/create_pictures.ts");
  const blobs = filesUrl.startsWith("s3:")
    ? await openBucket(config, basis)
    : createDiskBlobs(filesUrl.slice("file:".length));
  return { blobs, pictures: createPictures(basis) };
}

/** A bucket that cannot be used now is told of and tried again with every file: all but files works without it. */
async function openBucket(config: FilesConfig, basis: FilesBasis): Promise<Blobs> {
  const { filesUrl, filesAccessKey = "", filesSecretKey = "", filesRegion, filesDirect } = config;
  const { createS3Blobs, tryBucket } = await import("./adapters/s3/create_s3_blobs.ts");
  const address = filesUrl.slice("s3:".length);
  const settings = { address, accessKey: filesAccessKey, secretKey: filesSecretKey, region: filesRegion };
  // Nobody waits for it: a bucket that does not answer would hold up everything else.
  void tryBucket(settings, basis).catch((error: unknown) => {
    basis.log.warn("The bucket of files cannot be used: see FILES_URL and its keys", { error });
  });
  return createS3Blobs({ ...settings, direct: filesDirect === "yes" }, basis);
}
