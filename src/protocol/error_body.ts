import * as z from "zod";
import { errorCatalogue, type ErrorCode } from "./error_code.ts";

const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

/** Where a request does not fit its schema: the path of the value, and why. Never the value. */
export const faultSchema = z.object({ path: z.string(), message: z.string() });
export type Fault = z.infer<typeof faultSchema>;

/** The body of every answer of REST that is not a success. `details` of an `invalid` is a list of faults. */
export const errorBodySchema = z.object({
  error: z.object({ code: z.enum(codes), message: z.string(), details: z.unknown().optional() }),
});
