import * as z from "zod";
import { linksPerMessageMax } from "../limits.ts";

/** Where a link leads, as what is there says of itself: nothing of it is true because it stands here. */
export const linkPreviewSchema = z.object({
  /** The link as the message has it. */
  link: z.string(),
  /** The same as an address that can be opened. */
  url: z.string(),
  /** The name of the host that answered at last, behind all redirects. */
  host: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  /** What the site calls itself. */
  site: z.string().optional(),
  /** A small copy of its picture, from this server alone. */
  picture: z.object({
    /** A path of this server. */
    url: z.string(),
    width: z.int().min(1),
    height: z.int().min(1),
    /** ThumbHash of it, base64: some 25 bytes of which a blurred one can be drawn. */
    blur: z.string(),
  }).optional(),
  /** When it was looked at. */
  fetched_at: z.iso.datetime(),
});
export type LinkPreview = z.infer<typeof linkPreviewSchema>;

/** In the order of the links; of those that lead to nothing there is none. */
export const linkPreviewsSchema = z.object({ previews: z.array(linkPreviewSchema).max(linksPerMessageMax) });
export type LinkPreviews = z.infer<typeof linkPreviewsSchema>;
