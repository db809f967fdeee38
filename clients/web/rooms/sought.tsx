import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMessage } from "../../react/mod.ts";
import type { Target } from "../messages/use_list_place.ts";
import { useToast } from "../shell/toasts.tsx";

export interface SoughtProps {
  readonly room: string;
  /** Where somebody wants to go, an object for each time. */
  readonly target: Target;
}

/** Says so where there is no message at the place that a link leads to: the list can only stay where it is. */
export function Sought({ room, target }: SoughtProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const { status } = useMessage(room, target.seq);
  useEffect(() => {
    if (status === "gone") toast(t("messages.notHere"));
  }, [status, target, toast, t]);
  return null;
}
