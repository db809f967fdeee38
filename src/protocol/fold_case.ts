/**
 * One spelling for all that differ only in case, by which every store compares names and searches in them: NFC, then
 * lower case by way of upper case, so that `ß` meets `SS`, and one sigma.
 */
export function foldCase(text: string): string {
  return text.normalize("NFC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
}
