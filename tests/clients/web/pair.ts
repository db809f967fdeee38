/// <reference lib="dom" />
import type { Person } from "./person.ts";
import type { WebBench } from "./web_bench.ts";

export interface Pair {
  readonly ann: Person;
  readonly bob: Person;
  readonly room: string;
}

/** Two people with accounts in one room, `garden`, which ann has made. */
export async function accounts(bench: WebBench, locale = "en-US"): Promise<Pair> {
  const [ann, bob] = [await bench.stranger({ locale }), await bench.stranger({ locale })];
  for (const [person, username] of [[ann, "ann"], [bob, "bob"]] as const) {
    await person.call("POST", "/api/session/register", {
      ...{ username, email: `${username}@example.com`, password: "correct horse" },
    });
  }
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
    await person.page.evaluate((theme) => document.documentElement.dataset["theme"] = theme, theme);
    await look(theme);
  }
}
