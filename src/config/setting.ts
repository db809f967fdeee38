import * as z from "zod";

/** One thing that an operator may set: how it is read, what it is when nobody sets it, what help says of it. */
export interface Setting<T> {
  /** Reads a text (flag, environment) or a value of the file. */
  readonly schema: z.ZodType<T>;
  /** The value, or how it follows from the other settings. */
  readonly fallback: NoInfer<T> | ((others: { readonly dataDir: string }) => NoInfer<T>);
  /** What a right value is, to finish the sentence "expected …". */
  readonly wanted: string;
  readonly help: string;
  /** What help shows as the default, where the value itself does not say it. */
  readonly shownDefault?: string;
  /** Never shown, nor quoted in a fault. */
  readonly secret?: boolean;
  /** A change takes effect on SIGHUP; without this it needs a restart. */
  readonly reloadable?: boolean;
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number): z.ZodType<number> {
  return z.union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)]).pipe(z.int().min(min).max(max));
}

export function oneOf<const Names extends readonly [string, ...string[]]>(names: Names): z.ZodType<Names[number]> {
  return z.string().trim().toLowerCase().pipe(z.enum(names)) as z.ZodType<Names[number]>;
}

/** A text without control characters, not empty. */
export function plainText(): z.ZodType<string> {
  return z.string().trim().min(1).regex(/^\P{Cc}+$/u);
}

/** Absent, or a text: an empty one is as good as none. */
export function optionalText(): z.ZodType<string | undefined> {
  return plainText().optional();
}

/** Texts, as a list in the file or separated by commas. */
export function list(item: z.ZodType<string, string>): z.ZodType<readonly string[]> {
  const split = z.string().transform((text) =>
    text.split(",").map((part) => part.trim()).filter((part) => part !== "")
  );
  return z.union([z.array(z.string()), split]).pipe(z.array(item));
}
