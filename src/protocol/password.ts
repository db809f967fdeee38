import * as z from "zod";
import { passwordBytesMax } from "../limits.ts";
import { isStorableText, utf8Bytes } from "./text.ts";

/** A password of at least `charsMin` characters and at most what bcrypt reads. */
export function passwordSchema(charsMin: number): z.ZodString {
  return z.string().min(charsMin)
    .refine((text) => utf8Bytes(text) <= passwordBytesMax, `Expected at most ${passwordBytesMax} bytes of UTF-8`)
    .refine(isStorableText, "NUL and lone surrogates cannot be kept");
}
