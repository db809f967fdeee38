const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** How large something is, in the largest unit that fits. */
export function byteText(bytes: number, language: string): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const options = { style: "unit", unit: units[power]!, maximumFractionDigits: power === 0 ? 0 : 1 } as const;
  return new Intl.NumberFormat(language, options).format(bytes / 1000 ** power);
}
