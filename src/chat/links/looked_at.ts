import { linkDescriptionCharsMax, linkPicturePixelsMax, linkSiteCharsMax, linkTitleCharsMax } from "../../limits.ts";
import type { LinkFacts } from "../../ports/link_reader.ts";
import type { Pictures } from "../../ports/pictures.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { fileTypeOf } from "../files/file_type.ts";
import { type Picture, readPicture } from "../files/picture.ts";

/** What came of looking at a link, fit to be shown. */
export interface LookedAt {
  readonly host: string;
  readonly title?: string;
  readonly description?: string;
  readonly site?: string;
  readonly picture?: LinkPicture;
}

export interface LinkPicture {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly blur: string;
  readonly width: number;
  readonly height: number;
}

/** Makes of what a page says of itself what is shown of it; `undefined`: nothing is left. */
export async function lookedAt(facts: LinkFacts, pictures: Pictures): Promise<LookedAt | undefined> {
  const title = shown(facts.title, linkTitleCharsMax);
  const description = shown(facts.description, linkDescriptionCharsMax);
  const site = shown(facts.site, linkSiteCharsMax);
  const picture = facts.picture === undefined ? undefined : await small(facts.picture, pictures);
  if (title === undefined && picture === undefined) return undefined;
  return {
    host: facts.host,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(site !== undefined && { site }),
    ...(picture !== undefined && { picture }),
  };
}

/** What no reader sees, or what turns the direction of the letters around it. */
const unfit = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;

/** One line of so many code points at most. */
function shown(text: string | undefined, max: number): string | undefined {
  const line = text?.replace(/\s+/gu, " ").replace(unfit, "").trim() ?? "";
  if (line === "") return undefined;
  const chars = [...line];
  return chars.length <= max ? line : `${chars.slice(0, max - 1).join("").trimEnd()}…`;
}

/** Made anew of its pixels: nothing of the bytes of a stranger is given to a browser. */
async function small(bytes: Uint8Array<ArrayBuffer>, pictures: Pictures): Promise<LinkPicture | undefined> {
  const picture = read(bytes);
  if (picture === undefined || picture.width * picture.height > linkPicturePixelsMax) return undefined;
  const preview = await pictures.preview(picture.bytes, picture.turned);
  return preview === undefined ? undefined : { ...preview, width: picture.width, height: picture.height };
}

function read(bytes: Uint8Array<ArrayBuffer>): Picture | undefined {
  try {
    return readPicture(fileTypeOf(bytes, bytes.length), bytes);
  } catch (error) {
    if (error instanceof ParleyError) return undefined;
    throw error;
  }
}
