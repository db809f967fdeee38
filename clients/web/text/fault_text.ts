import type { TFunction } from "i18next";
import { en } from "../i18n/en.ts";

type Fault = keyof typeof en.fault;

/** What went wrong, in the words of who reads it. What has no words of its own is told in the server's. */
export function faultText(t: TFunction, error: unknown): string {
  const { code, message } = partsOf(error);
  return code in en.fault ? t(`fault.${code as Fault}`, { detail: message }) : t("fault.other", { detail: message });
}

function partsOf(error: unknown): { code: string; message: string } {
  if (typeof error !== "object" || error === null) return { code: "other", message: String(error) };
  const { code, message } = error as { code?: unknown; message?: unknown };
  return { code: typeof code === "string" ? code : "other", message: typeof message === "string" ? message : "" };
}
