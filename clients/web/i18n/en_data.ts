/** Words about one's own data, and about how long what is said is kept. */
export const enData = {
  data: {
    title: "Your data",
    copyHint: "A copy of what the server keeps of you: your account, your rooms and everything you have written.",
    request: "Make a copy",
    again: "Make a new copy",
    gathering: "Your data is being gathered. You can close this window.",
    ready: "The copy asked for on {{when}} is ready for seven days:",
    page: "A page to read",
    json: "JSON for programs",
    remove: "Remove the copy",
    delete: "Delete account",
    deleteHint: "Your account and everything you have written, for good.",
    deleteNow: "Delete for good",
    whatGoes:
      "At once you are logged out everywhere, and nobody can log in any more. Then all your messages, files, reactions, drafts and settings are deleted, and your name is taken out of every room. Rooms that are yours go to somebody else in them; a room with nobody else is deleted.",
    whatStays: "What others wrote stays, also where they quoted you or named you. None of this can be taken back.",
    typeName: "Type your name, {{name}}, to say that you mean it",
    keep: "Keep messages",
    keepAsServer: "As long as the server says",
    keepForEver: "For ever",
    keepDays_one: "{{count}} day",
    keepDays_other: "{{count}} days",
    keepHint: "Older messages are removed for everybody, with their files. The server may keep them for less time.",
  },
};
