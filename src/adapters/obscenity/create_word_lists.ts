import type { WordLists } from "../../ports/word_lists.ts";
import type { WordList } from "../../protocol/word_list.ts";

interface Matcher {
  hasMatch(text: string): boolean;
}

/** What takes up no room, and is put into words so that they are not found. */
const unseen = /\p{Cf}+/gu;

/** The lists of `obscenity`, which is loaded when the first list is. */
export function createWordLists(): WordLists {
  const loaded = new Map<WordList, Matcher>();
  return {
    async load(list) {
      if (loaded.has(list)) return;
      const { RegExpMatcher, englishDataset, englishRecommendedTransformers } = await import("obscenity");
      loaded.set(list, new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers }));
    },
    says(list, text) {
      const matcher = loaded.get(list);
      if (matcher === undefined) throw new Error(`The list of words ${list} was not loaded`);
      return matcher.hasMatch(text.replace(unseen, ""));
    },
  };
}
