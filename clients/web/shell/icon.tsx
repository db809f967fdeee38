/** Lines on a field of 24 by 24. */
const paths = {
  room: "M5 9h15M4 15h15M10 3 8 21M16 3l-2 18",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  key: "M14.5 9.5a4.5 4.5 0 1 0-4 4.5L13 11.5h2v2h2v2h3v-3zM8 8h.01",
  plus: "M12 5v14M5 12h14",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16.2 16.2 20.5 20.5",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8",
  settings:
    "M4 7h9M19 7h1M4 17h1M11 17h9M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14a4 4 0 0 0 7 0M9 9.5h.01M15 9.5h.01",
  link:
    "M10 14a4 4 0 0 0 6 .5l3-3A4.2 4.2 0 0 0 13 5.600l-1.5 1.400M14 10a4 4 0 0 0-6-.5l-3 3A4.2 4.2 0 0 0 11 18.400l1.5-1.4",
  leave: "M14 4H6v16h8M10 12h11M17 8l4 4-4 4",
  down: "M12 5v14M6 13l6 6 6-6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  reply: "M10 5 4 11l6 6M4 11h9a7 7 0 0 1 7 7v1",
  thread: "M4 5h16v11h-7l-5 4v-4H4zM8 9h8M8 12.500h5",
  pen: "M4 20l1-4.500L16.500 4l3.500 3.500L8.500 19zM14 6.500l3.500 3.500",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
  bin: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5",
  more: "M5 11.500v1M4.500 12h1M12 11.500v1M11.500 12h1M19 11.500v1M18.500 12h1",
  forward: "M9 5l7 7-7 7",
  onward: "M14 5l6 6-6 6M20 11h-9a7 7 0 0 0-7 7v1",
  done: "M5 12.500l4.500 4.500L19 7",
  unread: "M12 21a9 9 0 1 1 6.400-15.300M19 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 11h5M8 14.500h8",
  later: "M12 21a9 9 0 1 1 9-9M12 7v5l3 2M16 18h6M19.500 15.500 22 18l-2.500 2.500",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  clip:
    "M20 11.500l-8 8a5 5 0 0 1-7-7l8.500-8.500a3.400 3.400 0 0 1 4.800 4.800L9.800 17.300a1.700 1.700 0 0 1-2.400-2.400L15 7.500",
  mic: "M12 14a3 3 0 0 0 3-3V6a3 3 0 1 0-6 0v5a3 3 0 0 0 3 3zM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 21h4",
  at: "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM16 8v5.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-3.500 7.100",
  moon: "M20 14.500A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.500z",
  mute: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.700 5.700l12.600 12.600",
  flag: "M6 21V4h12l-2.500 4 2.500 4H6",
  message: "M4 5h16v11h-7l-5 4v-4H4z",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10",
} as const;

export type IconName = keyof typeof paths;

/** A picture beside words or on a button that has a name: never alone, so screen readers pass it over. */
export function Icon({ name, turns = false }: { readonly name: IconName; readonly turns?: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={turns ? "turns" : undefined}
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The product's own sign. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="mark">
      <path
        fill="var(--accent)"
        d="M6 4h20a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H15l-7 6v-6H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z"
      />
      <path fill="none" stroke="var(--on-accent)" strokeWidth="2.6" strokeLinecap="round" d="M9 11h14M9 17h9" />
    </svg>
  );
}
