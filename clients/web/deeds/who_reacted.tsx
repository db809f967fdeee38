import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type TimelineItem, useClient } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAnswer } from "../dialogs/use_answer.ts";
import { Waiting } from "../dialogs/waiting.tsx";

export interface WhoReactedProps {
  readonly room: string;
  readonly item: TimelineItem;
  nameOf(user: { readonly id: string; readonly name: string }): string;
  usernameOf(id: string): string | undefined;
  onClose(): void;
}

/** So many are named. */
const namesMax = 200;

/** Who put which emoji on a message. */
export function WhoReacted({ room, item, nameOf, usernameOf, onClose }: WhoReactedProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const { seq = 0, reactions = [] } = item;
  const ask = useCallback(
    (signal: AbortSignal) => api.messages.reactions(room, seq, { limit: namesMax }, { signal }),
    [api, room, seq, reactions],
  );
  const { value, fault } = useAnswer(ask);
  const named = (emoji: string) => {
    const who = value?.reactions.filter((reaction) => reaction.emoji === emoji) ?? [];
    return who.map(({ user_id: id }) => ({ id, name: nameOf({ id, name: usernameOf(id) ?? t("members.unknown") }) }));
  };
  return (
    <Dialog title={t("deeds.who")} onClose={onClose}>
      {value === undefined && <Waiting fault={fault} />}
      {reactions.map(({ emoji, count }) => (
        <section key={emoji} className="who">
          <h3>{emoji} {count}</h3>
          <ul>{named(emoji).map(({ id, name }) => <li key={id} className="name" dir="auto">{name}</li>)}</ul>
        </section>
      ))}
    </Dialog>
  );
}
