import { objectCompleteMs } from "../../limits.ts";
import type { Bucket } from "./bucket.ts";
import { textIn, textsIn } from "./xml_texts.ts";
import { ObjectsFault } from "./objects_fault.ts";

/** A part that has come, as the store of objects tells of it. */
export interface Part {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
}

export async function beginUpload(bucket: Bucket, key: string): Promise<string> {
  const headers = { "Content-Type": "application/octet-stream" };
  const id = textIn(await bucket.text({ method: "POST", key, query: { uploads: "" }, headers }), "UploadId");
  if (id === undefined) throw new ObjectsFault("began an upload without a name", false);
  return id;
}

export async function putPart(
  bucket: Bucket,
  { key, upload, number }: { readonly key: string; readonly upload: string; readonly number: number },
  body: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await bucket.done({ method: "PUT", key, query: { uploadId: upload, partNumber: String(number) }, body });
}

/** The parts of an upload in order, behind the one of this number; `undefined`: there is no such upload, or not any more. */
export async function partsOf(
  bucket: Bucket,
  key: string,
  upload: string,
  behind = 0,
): Promise<Part[] | undefined> {
  const parts: Part[] = [];
  for (let marker = String(behind);;) {
    const query = { uploadId: upload, "part-number-marker": marker };
    const answer = await bucket.ask({ method: "GET", key, query, accepted: [404] });
    const xml = await bucket.inTime(answer.text());
    if (answer.status === 404) return undefined;
    const [numbers, sizes, etags] = [textsIn(xml, "PartNumber"), textsIn(xml, "Size"), textsIn(xml, "ETag")];
    parts.push(
      ...numbers.map((number, i) => ({ number: Number(number), size: Number(sizes[i]), etag: etags[i] ?? "" })),
    );
    const next = textIn(xml, "NextPartNumberMarker");
    if (textIn(xml, "IsTruncated") !== "true" || next === undefined) return parts;
    marker = next;
  }
}

/** Makes of these parts one object. Parts that are not named are thrown away. */
export async function completeUpload(
  bucket: Bucket,
  key: string,
  upload: string,
  parts: readonly Part[],
): Promise<void> {
  const named = parts.map(({ number, etag }) => {
    return `<Part><PartNumber>${number}</PartNumber><ETag>${etag.replaceAll('"', "&quot;")}</ETag></Part>`;
  });
  const body = `<CompleteMultipartUpload>${named.join("")}</CompleteMultipartUpload>`;
  await bucket.text({ method: "POST", key, query: { uploadId: upload }, body, msMax: objectCompleteMs });
}

/** Throws away what was uploaded and never made an object, whoever began it. */
export async function abortUploads(bucket: Bucket, key: string, known = ""): Promise<void> {
  // Not every store of objects lists them; and the list of one that does is of what begins like the key.
  const answer = await bucket.ask({ method: "GET", query: { uploads: "", prefix: key }, accepted: [501] });
  const xml = await bucket.inTime(answer.text());
  const keys = textsIn(xml, "Key");
  const listed = textsIn(xml, "UploadId").filter((_, i) => keys[i] === key);
  for (const upload of new Set([...listed, ...(known === "" ? [] : [known])])) {
    await abortUpload(bucket, key, upload);
  }
}

export async function abortUpload(bucket: Bucket, key: string, upload: string): Promise<void> {
  await bucket.done({ method: "DELETE", key, query: { uploadId: upload }, accepted: [404] });
}
