import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "../../react/mod.ts";
import { pathOf } from "../routing/route.ts";
import { faultText } from "../text/fault_text.ts";
import { useToast } from "./toasts.tsx";

/** Makes a link into the room that is open, and copies it. */
export function useInvite(room: string | undefined): () => Promise<void> {
  const { t } = useTranslation();
  const { api } = useClient();
  const toast = useToast();
  return useCallback(async () => {
    if (room === undefined) return;
    let link = "";
    try {
      const { code } = await api.invites.create(room);
      link = location.origin + pathOf({ page: "invitation", code });
      await navigator.clipboard.writeText(link);
      toast(t("rooms.inviteCopied"));
    } catch (error) {
      // There is a link, but this browser lets no page copy.
      toast(link === "" ? faultText(t, error) : t("rooms.inviteFailed", { link }));
    }
  }, [t, api, toast, room]);
}
