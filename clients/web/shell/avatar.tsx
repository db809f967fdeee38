import type { CSSProperties } from "react";
import { hueOf, initials } from "../text/initials.ts";

export interface AvatarProps {
  readonly id: string;
  readonly name: string;
  /** An address on this server; others are not shown: looking at a message must tell no other host of it. */
  readonly picture?: string | undefined;
  readonly online?: boolean;
}

/** Who it is, at a glance. The name always stands beside it. */
export function Avatar({ id, name, picture, online = false }: AvatarProps) {
  const own = picture !== undefined && /^(\/(?!\/)|blob:)/.test(picture);
  return (
    <span className="avatar" style={{ "--hue": hueOf(id) } as CSSProperties} aria-hidden="true">
      {own ? <img src={picture} alt="" loading="lazy" decoding="async" /> : initials(name)}
      {online && <span className="dot" />}
    </span>
  );
}
