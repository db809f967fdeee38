import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";

const ToastContext = createContext<(text: string) => void>(() => {});

/** Says something in passing. */
export function useToast(): (text: string) => void {
  return useContext(ToastContext);
}

/** Long enough to be read, milliseconds. */
const shownMs = 6_000;

/** One sentence at the bottom of the page, for a while. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const [text, setText] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const say = useCallback((said: string) => {
    clearTimeout(timer.current);
    setText(said);
    timer.current = setTimeout(() => setText(undefined), shownMs);
  }, []);
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status">{text !== undefined && <p className="toast">{text}</p>}</div>
    </ToastContext>
  );
}
