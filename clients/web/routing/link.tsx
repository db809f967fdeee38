import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { navigate, pathOf, type Route } from "./route.ts";

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  readonly to: Route;
}

/** A real link, so that it opens in a new window like any other; a plain click stays in this page. */
export function Link({ to, onClick, ...others }: LinkProps) {
  const clicked = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (
      event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
    ) {
      return;
    }
    event.preventDefault();
    navigate(to);
  };
  return <a href={pathOf(to)} onClick={clicked} {...others} />;
}
