/** What went wrong with a store of objects; the sentence begins with the store and holds no secret. */
export class ObjectsFault extends Error {
  override readonly name = "ObjectsFault";
  /** Trying again soon can help. */
  readonly passing: boolean;

  constructor(what: string, passing: boolean, options: ErrorOptions = {}) {
    super(`The store of objects ${what}`, options);
    this.passing = passing;
  }
}
