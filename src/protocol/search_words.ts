import { searchWordCharsMax } from "../limits.ts";

/**
 * A word of a text or, where a script writes no spaces between words, one character of it. What is searched for and what
 * is searched in are taken apart by the same rules, so that they meet.
 */
export interface Unit {
  /** Folded: case, accents and widths are gone. */
  readonly text: string;
  /** A character of a script without spaces. */
  readonly char: boolean;
  /** A character that stands right behind the character before it. */
  readonly joined: boolean;
  /** Where it stands in the text, UTF-16 units: from `start` up to, not including, `end`. */
  readonly start: number;
  readonly end: number;
}

/** Han, kana, Hangul and Bopomofo, and the scripts of South-East Asia that have no spaces either. */
const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}\\p{Script=Thai}" +
  "\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\u30fc\\uff70";
/** Hangul as some systems decompose it: one syllable of two or three letters. */
const syllable = "[\\u1100-\\u115f][\\u1160-\\u11a7][\\u11a8-\\u11ff]?";
/** A character with the marks on it; the half-width voicing marks are letters of their own. */
const character = `(?:${syllable}|[${unspaced}])[\\p{M}\\uff9e\\uff9f]*`;
const pattern = new RegExp(
  `(?<char>${character}|\\p{Extended_Pictographic})|(?:(?![${unspaced}\\p{Extended_Pictographic}])[\\p{L}\\p{M}\\p{N}])+`,
  "gu",
);
const ascii = /^[\x20-\x7e\s]*$/;
const asciiWords = /[A-Za-z0-9]+/g;

/** The words of a text in their order. Of any text: it never throws. */
export function unitsOf(text: string): Unit[] {
  const units: Unit[] = [];
  if (ascii.test(text)) {
    for (const { 0: word, index } of text.matchAll(asciiWords)) {
      units.push({ text: cut(word.toLowerCase()), char: false, joined: false, start: index, end: index + word.length });
    }
    return units;
  }
  let charEnd = -1;
  for (const { 0: word, index, groups } of text.matchAll(pattern)) {
    const char = groups?.["char"] !== undefined;
    const folded = fold(word);
    const end = index + word.length;
    if (folded !== "") units.push({ text: cut(folded), char, joined: char && index === charEnd, start: index, end });
    charEnd = char ? end : -1;
  }
  return units;
}

/** Letters that no normalisation takes apart, as who lacks them on a keyboard writes them. */
const plain: Readonly<Record<string, string>> = {
  "ß": "ss",
  "æ": "ae",
  "œ": "oe",
  "ø": "o",
  "ł": "l",
  "đ": "d",
  "ð": "d",
  "þ": "th",
  "ı": "i",
  "ς": "σ",
};
const special = /[ßæœøłđðþıς]/g;
/** Accents of Latin, Greek and Cyrillic, Hebrew points and Arabic vowels. Marks of other scripts are letters to them. */
const accents = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652\u0670\ufe0e\ufe0f]/g;

/** Of ASCII, what is neither letter nor digit. */
const noLetters = /[\0-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]/g;

function fold(word: string): string {
  const bare = word.normalize("NFKD").replaceAll(accents, "").toLowerCase().replaceAll(accents, "");
  // What some characters are taken apart into (an ellipsis, a unit) is no letter.
  return bare.replaceAll(special, (letter) => plain[letter] ?? letter).normalize("NFC").replaceAll(noLetters, "");
}

/** Whole code points of at most so many UTF-16 units. */
function cut(word: string): string {
  return word.length <= searchWordCharsMax ? word : word.slice(0, searchWordCharsMax).toWellFormed();
}

/**
 * The terms under which a text is found, in their order: its words, and each two characters that stand together. Adjacent
 * words of the text are adjacent terms. A lone character is a term by itself.
 */
export function termsOf(units: readonly Unit[]): string[] {
  const terms: string[] = [];
  units.forEach((unit, i) => {
    const next = units[i + 1];
    if (!unit.char) terms.push(unit.text);
    else if (next?.joined === true) terms.push(unit.text + next.text);
    else if (!unit.joined) terms.push(unit.text);
  });
  return terms;
}

/** The characters of a text, each once: for who searches for a single one. */
export function charsOf(units: readonly Unit[]): string[] {
  return [...new Set(units.flatMap(({ text, char }) => char ? [text] : []))];
}
