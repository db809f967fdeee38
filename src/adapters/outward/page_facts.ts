import { Parser } from "htmlparser2";
import { linkTagsMax } from "../../limits.ts";

/** What a page says of itself, in the words of Open Graph, of Twitter's cards, or of HTML. */
export interface PageFacts {
  readonly title?: string;
  readonly description?: string;
  readonly site?: string;
  /** The address of its picture, as it is written. */
  readonly picture?: string;
}

/** The first of these names that a page has counts. */
const names = {
  title: ["og:title", "twitter:title", "<title>"],
  description: ["og:description", "twitter:description", "description"],
  site: ["og:site_name", "application-name"],
  picture: ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "<image_src>"],
} as const satisfies Record<keyof PageFacts, readonly string[]>;

/** Of one value: more of it is never shown. */
const unitsMax = 4_096;

/** Reads the head of a page, a bounded number of its tags. Nothing of it is run or fetched. */
export function pageFacts(html: string): PageFacts {
  const said = new Map<string, string>();
  let title: string | undefined;
  const say = (name: string, value: string | undefined): void => {
    if (value !== undefined && value.trim() !== "" && !said.has(name)) said.set(name, value.slice(0, unitsMax));
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === "meta") {
        say((attributes["property"] ?? attributes["name"] ?? "").toLowerCase(), attributes["content"]);
      }
      if (name === "link" && attributes["rel"]?.toLowerCase() === "image_src") say("<image_src>", attributes["href"]);
      // Drawings have titles too.
      if (name === "title" && !said.has("<title>")) title = "";
    },
    ontext(text) {
      if (title !== undefined && title.length < unitsMax) title += text;
    },
    onclosetag(name) {
      if (name === "title") {
        say("<title>", title);
        title = undefined;
      }
    },
  });
  parser.write(upToTags(html));
  return Object.fromEntries(
    Object.entries(names).flatMap(([fact, from]) => {
      const name = from.find((name) => said.has(name));
      return name === undefined ? [] : [[fact, said.get(name)!]];
    }),
  );
}

/** What is nested and never closed makes each further tag dearer, also those that close nothing. */
function upToTags(html: string): string {
  let at = -1;
  for (let tags = 0; tags <= linkTagsMax; tags++) {
    at = html.indexOf("<", at + 1);
    if (at === -1) return html;
  }
  return html.slice(0, at);
}
