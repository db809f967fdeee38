/** The text with a link in it between `<` and `>`: that is how one says that it is to have no preview. */
export function withoutPreview(text: string, link: string): string {
  const literal = link.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // Not where it is only the beginning of another one.
  const alone = new RegExp(`(?<!<)${literal}(?=[.,;:!?'")\\]*_~]*(?:\\s|$))`, "g");
  return text.replace(alone, (found) => `<${found}>`);
}
