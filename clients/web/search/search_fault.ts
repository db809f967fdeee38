import type { TFunction } from "i18next";
import { ApiError } from "../../react/mod.ts";
import { faultText } from "../text/fault_text.ts";

/** What is wrong with what one has written to search for: of filters, in the words of who reads it. */
export function searchFault(t: TFunction, error: unknown): string {
  const filter = filterOf(error);
  switch (filter) {
    case "before":
    case "after":
    case "on":
      return t("search.fault.date", { filter });
    case "has":
    case "is":
    case "mentions":
      return t(`search.fault.${filter}`);
    case "from":
    case "in":
      return t("search.fault.empty", { filter });
    default:
      return faultText(t, error);
  }
}

/** The server names the filters that it could not understand. */
function filterOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || !Array.isArray(error.details)) return undefined;
  return (error.details[0] as { readonly path?: string } | undefined)?.path;
}
