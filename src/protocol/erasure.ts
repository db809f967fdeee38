import * as z from "zod";
import { exportSchema } from "./export.ts";
import { passwordSchema } from "./password.ts";

/** The password once more, where there is an account: a token that was left lying about is not enough. */
export const erasureRequestSchema = z.strictObject({ password: passwordSchema(1).optional() });

/** How far the deletion of an account is. */
export const erasureSchema = exportSchema;
