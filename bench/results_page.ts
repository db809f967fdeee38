import { fileURLToPath } from "node:url";
import { withSection } from "./peers/results_section.ts";

const page = fileURLToPath(new URL("./RESULTS.md", import.meta.url));

/** Puts a section into bench/RESULTS.md, in place of the one it had, and formats the page like every document of the tree. */
export async function keepSection(name: string, section: string): Promise<void> {
  const before = await Deno.readTextFile(page).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return "# Measured\n";
    throw error;
  });
  await Deno.writeTextFile(page, withSection(before, name, section));
  const { success } = await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", page] }).output();
  if (!success) throw new Error("bench/RESULTS.md could not be formatted");
}
