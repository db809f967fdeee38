import { createDiskBlobs } from "./adapters/disk/create_disk_blobs.ts";
import { createLinkReader } from "./adapters/outward/create_link_reader.ts";
import type { Config } from "./config.ts";
import { onDenoDeploy } from "./config/system_sources.ts";
import type { Blobs } from "./ports/blobs.ts";
import type { LinkReader } from "./ports/link_reader.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Pictures } from "./ports/pictures.ts";
import type { Random } from "./ports/random.ts";

/** What keeps files, what unpacks their pictures, and what looks at links, where there is any of it. */
export interface FilePorts {
  readonly blobs?: Blobs;
  readonly pictures?: Pictures;
  readonly linkReader?: LinkReader;
}

export type FilesConfig = Pick<
  Config,
  "linkPreviews" | "filesUrl" | "filesAccessKey" | "filesSecretKey" | "filesRegion" | "filesDirect"
>;

export interface FilesBasis {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Opens what the settings name. What unpacks pictures and what looks at links are loaded only where they are wanted, and
 * start with the first of them.
 */
export async function openFiles(config: FilesConfig, basis: FilesBasis): Promise<FilePorts> {
  const { filesUrl, linkPreviews } = config;
  if (onDenoDeploy()) {
    if (filesUrl !== "none") basis.log.warn("Deno Deploy keeps no files, so this server takes none");
    // Nor is it known there what stands beside the server, and which addresses lead to it.
    return {};
  }
  const [keepsFiles, looksAtLinks] = [filesUrl !== "none", linkPreviews === "on"];
  if (!keepsFiles && !looksAtLinks) return {};
  const { createPictures } = await import("./adapters/photon/create_pictures.ts");
  return {
    pictures: createPictures(basis),
    ...(keepsFiles && { blobs: await openBlobs(config, basis) }),
    ...(looksAtLinks && { linkReader: createLinkReader(basis) }),
  };
}

function openBlobs(config: FilesConfig, basis: FilesBasis): Blobs | Promise<Blobs> {
  const { filesUrl } = config;
  return filesUrl.startsWith("s3:") ? openBucket(config, basis) : createDiskBlobs(filesUrl.slice("file:".length));
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
