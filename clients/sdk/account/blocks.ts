import type { BlockView } from "../../../src/protocol/direct.ts";
import type { Observable } from "../observable.ts";
import type { Person } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";
import { type OwnSnapshot, OwnThing } from "./own_thing.ts";

/** Whom one does not want to hear from in conversations. */
export class Blocks {
  readonly #context: AccountContext;
  readonly #list: OwnThing<readonly BlockView[]>;

  constructor(context: AccountContext) {
    this.#context = context;
    this.#list = new OwnThing(async () => (await this.#calls.blocks()).blocks, context.environment);
  }

  /** The latest first. */
  get list(): Observable<OwnSnapshot<readonly BlockView[]>> {
    return this.#list.snapshot;
  }

  block({ id, name: username }: Person): Promise<void> {
    const at = new Date(this.#context.environment.now()).toISOString();
    const first = { user: { id, username }, at };
    return this.#list.change((list) => [first, ...without(list, id)], () => this.#calls.block(id));
  }

  unblock(user: string): Promise<void> {
    return this.#list.change((list) => without(list, user), () => this.#calls.unblock(user));
  }

  /** For the account only: another device may have changed it. */
  refresh(): Promise<void> {
    return this.#list.refresh();
  }

  close(): void {
    this.#list.close();
  }

  get #calls() {
    return this.#context.client.api.direct;
  }
}

function without(list: readonly BlockView[], user: string): readonly BlockView[] {
  return list.filter(({ user: { id } }) => id !== user);
}
