import { useTranslation } from "react-i18next";
import { useAction } from "../dialogs/use_action.ts";
import { Icon } from "../shell/icon.tsx";

export interface ThreadBarProps {
  readonly isFollowing: boolean;
  onFollow(): Promise<unknown>;
  onClose(): void;
}

export function ThreadBar({ isFollowing, onFollow, onClose }: ThreadBarProps) {
  const { t } = useTranslation();
  const { busy, fault, run } = useAction(onFollow);
  const label = isFollowing ? t("threads.unfollow") : t("threads.follow");
  return (
    <div className="bar">
      <div className="titles">
        <h2>{t("threads.title")}</h2>
        {fault !== undefined && <p className="topic" role="alert">{fault}</p>}
      </div>
      <button
        type="button"
        className="icon-button"
        title={label}
        aria-label={label}
        aria-pressed={isFollowing}
        aria-disabled={busy}
        onClick={() => run()}
      >
        <Icon name="bell" />
      </button>
      <button type="button" className="icon-button" aria-label={t("app.close")} onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}
