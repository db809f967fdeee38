import { Icon } from "../shell/icon.tsx";

/** What kind of a room it is, at a glance. */
export function RoomIcon({ isPrivate, hasPassword }: { readonly isPrivate: boolean; readonly hasPassword: boolean }) {
  return <Icon name={isPrivate ? "lock" : hasPassword ? "key" : "room"} />;
}
