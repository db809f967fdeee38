import * as z from "zod";
import {
  bioCharsMax,
  displayNameCharsMax,
  emailCharsMax,
  passwordCharsMin,
  profilesAtOnceMax,
  statusEmojiCharsMax,
  statusTextCharsMax,
  urlCharsMax,
  usernameCharsMax,
  usernameCharsMin,
} from "../limits.ts";
import { idSchema } from "./id.ts";
import { passwordSchema } from "./password.ts";
import { isStorableText } from "./text.ts";

/** Letters (of any script), digits, `_ . -`. Unique without regard to case. */
export const usernameSchema = z.string().min(usernameCharsMin).max(usernameCharsMax)
  .regex(/^[\p{L}\p{N}_.-]+$/u, "Expected letters, digits, '_', '.' or '-'")
  .refine(isStorableText, "Lone surrogates cannot be kept");

/** Normalised: trimmed, lower case. */
export const emailSchema = z.string().trim().toLowerCase().max(emailCharsMax).pipe(z.email());

export const registrationSchema = z.strictObject({
  username: usernameSchema,
  email: emailSchema,
  password: passwordSchema(passwordCharsMin),
});
export type Registration = z.infer<typeof registrationSchema>;

const loginText = (charsMax: number): z.ZodString =>
  z.string().min(1).max(charsMax).refine(isStorableText, "NUL and lone surrogates cannot be kept");

/** `email` may hold the username instead; or `username` is given by name. */
export const credentialsSchema = z.strictObject({
  email: loginText(emailCharsMax).optional(),
  username: loginText(emailCharsMax).optional(),
  password: loginText(1_024),
}).refine(({ email, username }) => (email === undefined) !== (username === undefined), "Expected email or username");
export type Credentials = z.infer<typeof credentialsSchema>;

export const guestSchema = z.strictObject({ username: usernameSchema });

/** The owner's view of an account. */
export const accountSchema = z.object({
  id: idSchema,
  username: z.string(),
  email: z.string(),
  created_at: z.iso.datetime(),
});
export type AccountView = z.infer<typeof accountSchema>;

/** The answer to a login. */
export const loginSchema = z.object({
  token: z.string(),
  user: z.object({ id: idSchema, username: z.string(), email: z.string() }),
});
export type Login = z.infer<typeof loginSchema>;

/** The answer to a guest's arrival: no account, no email. */
export const guestLoginSchema = z.object({
  token: z.string(),
  user: z.object({ id: idSchema, username: z.string(), guest: z.literal(true) }),
});
export type GuestLogin = z.infer<typeof guestLoginSchema>;

const profileText = (charsMax: number): z.ZodString =>
  z.string().trim().max(charsMax).refine(isStorableText, "NUL and lone surrogates cannot be kept");

/** What a user may change of the own profile. The address of an avatar is https, or empty; uploading one sets another. */
export const profileChangeSchema = z.strictObject({
  display_name: profileText(displayNameCharsMax).optional(),
  avatar_url: z.union([z.literal(""), z.url({ protocol: /^https$/ }).max(urlCharsMax)]).optional(),
  bio: profileText(bioCharsMax).optional(),
  /** What one is up to, on one line. */
  status_text: profileText(statusTextCharsMax).refine((text) => !/[\r\n\t]/.test(text), "Expected one line").optional(),
  /** One emoji beside it, or "". */
  status_emoji: z.string().max(statusEmojiCharsMax).refine(isEmojiOrNothing, "Expected one emoji").optional(),
  /** When the status is over, by itself; `null`: it stays. Setting another text without it makes that one stay. */
  status_until: z.iso.datetime({ offset: true }).nullable().optional(),
});
export type ProfileChangeInput = z.infer<typeof profileChangeSchema>;

/** A user as others see one: no email. */
export const profileSchema = z.object({
  id: idSchema,
  username: z.string(),
  display_name: z.string(),
  /** Empty, https, or the path of an uploaded picture on this server; another picture has another address. */
  avatar_url: z.string(),
  bio: z.string(),
  status_text: z.string(),
  /** Absent: none. */
  status_emoji: z.string().optional(),
  /** When text and emoji are over; afterwards they are not shown. Absent: they stay. */
  status_until: z.iso.datetime().optional(),
  created_at: z.iso.datetime(),
});
export type Profile = z.infer<typeof profileSchema>;

/** What is seen of a user wherever the user is. */
export const shownProfileSchema = profileSchema.pick({
  display_name: true,
  avatar_url: true,
  status_text: true,
  status_emoji: true,
  status_until: true,
});
export type ShownProfile = z.infer<typeof shownProfileSchema>;

/** Several profiles at once: `ids` separated by commas. Who does not exist, guests among them, is left out. */
export const profilesQuerySchema = z.strictObject({
  ids: z.string().transform((text) => text.split(",")).pipe(z.array(idSchema).max(profilesAtOnceMax))
    .meta({ type: "string" }),
});
export const profilesSchema = z.object({ users: z.array(profileSchema) });

/** A user's own view: the profile and the email, or what a guest's claims say. */
export const meSchema = z.union([
  z.object({ ...profileSchema.shape, email: z.string(), guest: z.literal(false) }),
  z.object({ id: idSchema, username: z.string(), guest: z.literal(true) }),
]);
export type Me = z.infer<typeof meSchema>;

function isEmojiOrNothing(text: string): boolean {
  return text === "" || /^\p{RGI_Emoji}$/v.test(text);
}
