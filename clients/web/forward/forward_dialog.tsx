import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type RoomSummary, type TimelineItem, useAccount, useMessageActions, useRooms } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Field } from "../dialogs/field.tsx";
import { ActionForm } from "../dialogs/action_form.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { useToast } from "../shell/toasts.tsx";
import { bare, isolate } from "../text/isolate.ts";
import { saidText } from "../text/said_text.ts";
import { RoomChoice } from "./room_choice.tsx";

export interface ForwardDialogProps {
  readonly room: string;
  readonly item: TimelineItem;
  nameOf(user: TimelineItem["user"]): string;
  onClose(): void;
}

/** Says in another room what was said here, with a word of one's own if one likes. */
export function ForwardDialog({ room, item, nameOf, onClose }: ForwardDialogProps) {
  const { t } = useTranslation();
  const { rooms } = useRooms();
  const { forward } = useMessageActions(room);
  const account = useAccount();
  const toast = useToast();
  const [to, setTo] = useState<RoomSummary>();
  const [comment, setComment] = useState("");
  // One for each room: tried again, it is still said once.
  const clientId = useMemo(() => to && crypto.randomUUID(), [to]);
  const action = useAction(async () => {
    if (to === undefined || item.seq === undefined) return;
    const { seq } = await forward(item.seq, to.id, clientId);
    if (comment.trim() !== "") account?.room(to.id).send(comment.trim(), { replyTo: seq });
    toast(t("forward.done", { room: isolate(to.name) }));
    onClose();
  });
  return (
    <Dialog title={t("forward.title")} onClose={onClose}>
      <ActionForm action={action} deed={t("forward.send")} isDisabled={to === undefined} onCancel={onClose}>
        <RoomChoice label={t("forward.to")} rooms={rooms} chosen={to} onChoose={setTo} />
        <blockquote className="quoted" dir="auto">
          <span className="name">{bare(nameOf(item.user))}</span>
          {": "}
          {saidText(item)}
        </blockquote>
        <Field
          label={t("forward.comment")}
          hint={t("rooms.optional")}
          maxLength={4_000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </ActionForm>
    </Dialog>
  );
}
