import { ParleyError } from "../protocol/parley_error.ts";

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a header `Range` asks for (RFC 9110, 14.1.2); `undefined`: everything, also where it is of another unit, of several
 * ranges or malformed, which servers are to ignore.
 *
 * @throws ParleyError `range_not_satisfiable` where the file has none of it.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (start >= end) throw new ParleyError("range_not_satisfiable", `The file has ${size} bytes`);
  return { start, end };
}
