/** How a file begins: bytes at a place, as text of one character a byte. */
interface Sign {
  readonly type: string;
  readonly at?: number;
  readonly magic: string;
  /** More that must be so. */
  readonly and?: { readonly at: number; readonly magic: string };
}

const signs: readonly Sign[] = [
  { type: "image/png", magic: "\x89PNG\r\n\x1a\n" },
  { type: "image/jpeg", magic: "\xff\xd8\xff" },
  { type: "image/gif", magic: "GIF87a" },
  { type: "image/gif", magic: "GIF89a" },
  { type: "image/webp", magic: "RIFF", and: { at: 8, magic: "WEBP" } },
  { type: "audio/wav", magic: "RIFF", and: { at: 8, magic: "WAVE" } },
  { type: "audio/mpeg", magic: "ID3" },
  { type: "audio/flac", magic: "fLaC" },
  { type: "audio/ogg", magic: "OggS", and: { at: 28, magic: "OpusHead" } },
  { type: "audio/ogg", magic: "OggS", and: { at: 28, magic: "\x01vorbis" } },
  { type: "video/ogg", magic: "OggS" },
  { type: "audio/mp4", at: 4, magic: "ftypM4A" },
  { type: "image/avif", at: 4, magic: "ftypavif" },
  { type: "image/avif", at: 4, magic: "ftypavis" },
  { type: "image/heic", at: 4, magic: "ftyphei" },
  { type: "image/heic", at: 4, magic: "ftypmif1" },
  { type: "video/quicktime", at: 4, magic: "ftypqt" },
  { type: "video/mp4", at: 4, magic: "ftyp" },
  { type: "application/pdf", magic: "%PDF-" },
  { type: "application/zip", magic: "PK\x03\x04" },
  { type: "application/zip", magic: "PK\x05\x06" },
  { type: "application/gzip", magic: "\x1f\x8b\x08" },
  { type: "application/x-7z-compressed", magic: "7z\xbc\xaf\x27\x1c" },
];

/** Bytes at the beginning that are looked at. */
export const headBytes = 4_096;

/** Types that are shown or played in place. Nothing in them can run. Everything else is only ever saved. */
const inPlace = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "audio/wav",
  "audio/mpeg",
  "audio/flac",
  "audio/ogg",
  "audio/mp4",
  "audio/webm",
  "video/ogg",
  "video/mp4",
  "video/webm",
  "video/quicktime",
]);

export const unknownType = "application/octet-stream";

/**
 * What a file is by how it begins, whatever its name and its sender say. Of texts only that they are some: a page or a
 * drawing with a script in it is a text.
 *
 * @param size Bytes of the whole file, of which `head` is the beginning.
 */
export function fileTypeOf(head: Uint8Array, size: number): string {
  const text = latin1(head.subarray(0, 64));
  const found = signs.find(({ at = 0, magic, and }) => {
    return text.startsWith(magic, at) && (and === undefined || text.startsWith(and.magic, and.at));
  });
  if (found?.type === "video/mp4") return mp4Type(latin1(head));
  if (found !== undefined) return found.type;
  if (text.startsWith("\x1aE\xdf\xa3")) return matroskaType(latin1(head));
  if (isMpegAudio(head)) return "audio/mpeg";
  return isText(head, head.length < size) ? "text/plain" : unknownType;
}

/** Whether browsers may show it in place. */
export function isShownInPlace(type: string): boolean {
  return inPlace.has(type);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** An MP4 whose list of tracks is all there, and has sound only, is one: so are the voice notes of some browsers. */
function mp4Type(text: string): string {
  const at = text.indexOf("moov") - 4;
  if (at < 0) return "video/mp4";
  const size = [0, 1, 2, 3].reduce((sum, i) => sum * 256 + text.charCodeAt(at + i), 0);
  const tracks = text.slice(at, at + size);
  return tracks.length === size && tracks.includes("soun") && !tracks.includes("vide") ? "audio/mp4" : "video/mp4";
}

/** WebM is Matroska of few codecs: its kind of document says so, and a film has a track with a picture. */
function matroskaType(text: string): string {
  if (!text.slice(0, 64).includes("webm")) return unknownType;
  return /V_(VP8|VP9|AV1)/.test(text) || !/A_(OPUS|VORBIS)/.test(text) ? "video/webm" : "audio/webm";
}

/** A frame of MPEG audio, layer 3, without a tag before it. */
function isMpegAudio(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head;
  const layer3 = first === 0xff && (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
  return layer3 && third >>> 4 !== 0 && third >>> 4 !== 15 && (third & 0x0c) !== 0x0c;
}

/** UTF-8 without control characters but those of lines and tabs; where there is more, its last character may be cut. */
function isText(head: Uint8Array, cut: boolean): boolean {
  if (head.length === 0) return false;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: cut });
    // deno-lint-ignore no-control-regex
    return !/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
