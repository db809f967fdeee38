import type { WordList } from "../protocol/word_list.ts";

/** Lists of words that are kept by others, each in one language. */
export interface WordLists {
  /** Resolves when `says` can be asked about the list. A list that nobody asks for is never loaded. */
  load(list: WordList): Promise<void>;
  /**
   * Whether the text says a word of the list, as it is or in disguise. In a time that grows no faster than the text. Throws
   * where the list was not loaded: it is asked while a message is judged, and that waits for nothing.
   */
  says(list: WordList, text: string): boolean;
}
