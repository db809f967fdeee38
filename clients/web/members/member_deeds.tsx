import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Member, usePeopleActions } from "../../react/mod.ts";
import { useToast } from "../shell/toasts.tsx";
import { isolate } from "../text/isolate.ts";
import type { Authority, GivenRole } from "./authority.ts";
import { RoleForm } from "./role_form.tsx";
import { SanctionForm } from "./sanction_form.tsx";
import { Sure } from "./sure.tsx";

export interface MemberDeedsProps {
  readonly room: string;
  readonly member: Member;
  readonly name: string;
  readonly may: Authority;
  onDone(): void;
}

const asked = ["mute", "remove", "ban", "handOn"] as const;
type Asked = (typeof asked)[number];

/** What one may do about somebody: another role, silence, the way out, the whole room. */
export function MemberDeeds({ room, member, name, may, onDone }: MemberDeedsProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const people = usePeopleActions(room);
  const [deed, setDeed] = useState<Asked>();
  // Where the focus returns to from a question that was answered with no.
  const [last, setLast] = useState<Asked>();
  const done = async (what: Asked | "role", work: Promise<unknown>) => {
    await work;
    toast(t(`people.done.${what}`, { name: isolate(name) }));
    onDone();
  };
  if (deed !== undefined) {
    const words = {
      question: t(`people.${deed}Question`, { name: isolate(name) }),
      deed: t(`people.${deed}`),
      onCancel: () => {
        setLast(deed);
        setDeed(undefined);
      },
    };
    if (deed === "handOn") return <Sure {...words} onSure={() => done(deed, people.transfer(member.id))} />;
    return (
      <SanctionForm
        {...words}
        hasTerm={deed !== "remove"}
        onDecide={(terms) =>
          done(deed, deed === "remove" ? people.remove(member.id, terms.reason) : people[deed](member.id, terms))}
      />
    );
  }
  const can = asked.filter((one) => may[one]);
  return (
    <>
      {may.roles.length > 0 && (
        <RoleForm
          key={member.role}
          role={member.role as GivenRole}
          roles={may.roles}
          onRole={(role) => done("role", people.setRole(member.id, role))}
        />
      )}
      {can.length > 0 && (
        <div className="ends">
          {can.map((one) => (
            <button
              key={one}
              autoFocus={one === last}
              type="button"
              className="button danger"
              onClick={() => setDeed(one)}
            >
              {t(`people.${one}`)}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
