export interface UnreadBadgeProps {
  readonly count: number;
  /** The same for who cannot see it. */
  readonly words: string;
}

/** How many are new; nothing where none are. */
export function UnreadBadge({ count, words }: UnreadBadgeProps) {
  if (count === 0) return null;
  return (
    <>
      <span className="badge" aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="unseen">{words}</span>
    </>
  );
}
