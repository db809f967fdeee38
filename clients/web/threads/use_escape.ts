import { useEffect } from "react";

/** Closes something by Escape, wherever on the page the focus is; not while something stands over the page. */
export function useEscape(isFree: boolean, close: () => void): void {
  useEffect(() => {
    if (!isFree) return;
    const pressed = (event: KeyboardEvent) => {
      const isOver = document.querySelector("dialog:modal, :popover-open") !== null;
      if (event.key === "Escape" && !event.defaultPrevented && !isOver) close();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [isFree, close]);
}
