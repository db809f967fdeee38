/** Lists of words that are kept by others, by the language they know. */
export const wordLists = ["english"] as const;
export type WordList = typeof wordLists[number];
