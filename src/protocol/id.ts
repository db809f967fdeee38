import * as z from "zod";

/** 24 hexadecimal characters: 4 bytes of time, 8 random; the shape of a MongoDB ObjectId, so either store can keep it. */
export type Id = string;

const pattern = /^[0-9a-f]{24}$/;

export const idSchema = z.string().regex(pattern, "Expected 24 hexadecimal characters");

export function isId(value: unknown): value is Id {
  return typeof value === "string" && pattern.test(value);
}
