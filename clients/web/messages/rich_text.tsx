import { Lexer, type MarkedToken, type Token } from "marked";
import { createContext, memo, type ReactNode, useContext } from "react";
import { CodeBlock } from "./code_block.tsx";
import { TableBlock } from "./table_block.tsx";
import { withMentions } from "./with_mentions.tsx";

/** Text with none of these signs in it is plain: most of what people say, and shown without parsing. */
const signs = /[*_~`>[\]<#|\\]|^\s*([-+]|\d+[.)])\s|https?:|www\.|@|^ {4}|\n/m;

/** Deeper nesting is shown as it was written: no browser has to draw a thousand boxes in one another. */
const depthMax = 8;
/** Nobody means this many lists in lists; the parser calls itself once for each. */
const towers = /^(?:[ \t]*(?:[-+*>]|\d{1,9}[.)])){12}/m;

export interface RichTextProps {
  readonly text: string;
  /** The usernames in it that are marked where they stand behind an @, with spaces between. */
  readonly mentioned?: string;
}

const Mentioned = createContext("");

/**
 * What somebody said. A few signs of Markdown are shown as what they mean; nothing is ever made into markup: the parser
 * gives a tree, and of that only React elements are made, from a short list. Everything else is shown as it was written.
 */
export const RichText = memo(function RichText({ text, mentioned = "" }: RichTextProps) {
  const big = isEmojiOnly(text);
  const tokens = big ? undefined : tokensOf(text);
  if (tokens === undefined) {
    return (
      <div className={big ? "said big" : "said"} dir="auto">
        <p>{text}</p>
      </div>
    );
  }
  return (
    <div className="said" dir="auto">
      <Mentioned value={mentioned}>{blocks(tokens, 0)}</Mentioned>
    </div>
  );
});

/** `undefined`: to be shown as it is. */
function tokensOf(text: string): Token[] | undefined {
  if (!signs.test(text) || towers.test(text)) return undefined;
  try {
    return new Lexer({ gfm: true, breaks: true }).lex(text);
  } catch {
    // Whatever a parser stumbles over, the words are still to be read.
    return undefined;
  }
}

function blocks(tokens: readonly Token[], depth: number): ReactNode {
  return tokens.map((token, i) => <Block key={i} token={token as MarkedToken} depth={depth} />);
}

function Block({ token, depth }: { readonly token: MarkedToken; readonly depth: number }): ReactNode {
  if (depth > depthMax) return <p className="plain">{token.raw}</p>;
  switch (token.type) {
    case "space":
      return null;
    case "code":
      // Four spaces at the beginning of a line are how people paste, not how they mark code.
      if (token.codeBlockStyle === "indented") return <p className="plain">{trimmed(token.raw)}</p>;
      return <CodeBlock text={token.text} language={token.lang} />;
    case "blockquote":
      return <blockquote>{blocks(token.tokens, depth + 1)}</blockquote>;
    case "list":
      return <List token={token} depth={depth} />;
    case "table":
      return <TableBlock token={token} cell={(tokens) => inline(tokens, depth + 1)} />;
    case "heading":
      // A heading would break the outline of the page for who hears it.
      return (
        <p>
          <strong>{inline(token.tokens, depth + 1)}</strong>
        </p>
      );
    case "paragraph":
      return <p>{inline(token.tokens, depth + 1)}</p>;
    case "text":
      return <p>{token.tokens === undefined ? <Words text={token.text} /> : inline(token.tokens, depth + 1)}</p>;
    default:
      return <p className="plain">{trimmed(token.raw)}</p>;
  }
}

type ListToken = Extract<MarkedToken, { type: "list" }>;

function List({ token, depth }: { readonly token: ListToken; readonly depth: number }): ReactNode {
  const items = token.items.map((item, i) => <li key={i}>{blocks(item.tokens, depth + 1)}</li>);
  return token.ordered ? <ol start={token.start === "" ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
}

function inline(tokens: readonly Token[], depth: number): ReactNode {
  return tokens.map((token, i) => <Inline key={i} token={token as MarkedToken} depth={depth} />);
}

function Inline({ token, depth }: { readonly token: MarkedToken; readonly depth: number }): ReactNode {
  if (depth > depthMax) return token.raw;
  switch (token.type) {
    case "strong":
      return <strong>{inline(token.tokens, depth + 1)}</strong>;
    case "em":
      return <em>{inline(token.tokens, depth + 1)}</em>;
    case "del":
      return <del>{inline(token.tokens, depth + 1)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "escape":
      return token.text;
    case "link": {
      const address = safeAddress(token.href);
      if (address === undefined || token.href === "") return token.raw;
      return <a href={address} target="_blank" rel="noopener noreferrer nofollow">{inline(token.tokens, depth + 1)}</a>;
    }
    case "text":
      if ("tokens" in token && token.tokens !== undefined) return inline(token.tokens, depth + 1);
      return <Words text={token.text} />;
    default:
      // Pictures among them: they would tell another host who reads this.
      return token.raw;
  }
}

function Words({ text }: { readonly text: string }): ReactNode {
  return withMentions(text, useContext(Mentioned));
}

/** Of the addresses, only those that a browser opens without running anything. */
function safeAddress(href: string): string | undefined {
  try {
    const url = new URL(href);
    return ["https:", "http:", "mailto:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function trimmed(raw: string): string {
  return raw.replace(/\n+$/, "");
}

const emojiOnly = /^(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f]\s?){1,12}$/u;

/** A few emoji and nothing else are shown large. */
function isEmojiOnly(text: string): boolean {
  return text.length <= 40 && emojiOnly.test(text);
}
