import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Connection, useConnection } from "../../react/mod.ts";

/** A pause shorter than this is not worth a word, milliseconds. */
const graceMs = 700;

/** What is going on with the connection, in words, and only while there is something to say. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const connection = useConnection();
  const isDown = connection.state !== "online";
  const [late, setLate] = useState(false);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isDown) return setLate(false);
    const grace = setTimeout(() => setLate(true), graceMs);
    const clock = setInterval(() => setNow(Date.now()), 1_000);
    return () => {
      clearTimeout(grace);
      clearInterval(clock);
    };
  }, [isDown]);
  const text = isDown && late ? words(t, connection, now) : undefined;
  return (
    <div role="status">
      {text !== undefined && (
        <div className={connection.state === "closed" ? "notice bad" : "notice"} data-connection={connection.state}>
          <span className="spinner" aria-hidden="true" />
          <span className="grow">{text} {connection.state !== "closed" && t("connection.kept")}</span>
          {connection.state === "waiting" && (
            <button type="button" className="button small" onClick={wake}>
              {t("connection.now")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** The client looks again when the browser says that the network is back. */
function wake(): void {
  dispatchEvent(new Event("online"));
}

type Translate = ReturnType<typeof useTranslation>["t"];

function words(t: Translate, { state, retryAt, reason }: Connection, now: number): string | undefined {
  switch (state) {
    case "online":
      return undefined;
    case "connecting":
      return `${t("connection.connecting")} …`;
    case "offline":
      return t("connection.offline");
    case "waiting": {
      const seconds = Math.ceil(((retryAt ?? now) - now) / 1_000);
      return seconds > 0 ? t("connection.waiting", { seconds }) : t("connection.waitingNow");
    }
    case "closed":
      return t("connection.closed", { reason: reason ?? "" });
  }
}
