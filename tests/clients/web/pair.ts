/// <reference lib="dom" />
import type { BrowserContextOptions } from "playwright-core";
import type { Person } from "./person.ts";
import type { WebBench } from "./web_bench.ts";

export interface Pair {
  readonly ann: Person;
  readonly bob: Person;
  readonly room: string;
}

/** Somebody with an account and a browser of their own. */
export async function account(bench: WebBench, username: string, options?: BrowserContextOptions): Promise<Person> {
  const person = await bench.stranger(options);
  const email = `${username}@example.com`;
  await person.call("POST", "/api/session/register", { username, email, password: "correct horse" });
  return person;
}

/** Two people with accounts in one room, `garden`, which ann has made. */
export async function accounts(bench: WebBench, locale = "en-US"): Promise<Pair> {
  const [ann, bob] = [await account(bench, "ann", { locale }), await account(bench, "bob", { locale })];
  const room = await ann.createRoom("garden");
  await bob.call("POST", `/api/rooms/${room}/join`, {});
  return { ann, bob, room };
}

/** Chooses something from the menu of a message. */
export async function choose(person: Person, text: string, deed: string): Promise<void> {
  await person.message(text).first().click({ button: "right" });
  await person.page.getByRole("menuitem", { name: deed, exact: true }).click();
}

/** Once in light and once in dark; and light again. */
export async function inBothThemes(person: Person, look: (theme: string) => Promise<void>): Promise<void> {
  for (const theme of ["dark", "light"]) {
    await person.page.evaluate(async (theme) => {
      document.documentElement.dataset["theme"] = theme;
      // Colours may still be on their way from one to the other.
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    }, theme);
    await look(theme);
  }
}
