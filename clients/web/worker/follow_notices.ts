import { navigate, routeOf } from "../routing/route.ts";

/** Goes where a notification leads that the service worker has shown. The answer ends it. */
export function followNotices(): () => void {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return () => {};
  const told = ({ data }: MessageEvent<{ readonly type?: string; readonly path?: string } | undefined>) => {
    if (data?.type === "open" && data.path !== undefined) navigate(routeOf(data.path));
  };
  serviceWorker.addEventListener("message", told);
  return () => serviceWorker.removeEventListener("message", told);
}
