/** What of a connection string concerns this adapter; the rest is the driver's. */
export interface MongoAddress {
  /** Hosts, and nothing that could be a secret: for sentences. */
  readonly hosts: string;
  /** The database that the address names. */
  readonly database: string | undefined;
  /** Names of the options that its query sets, in lower case. */
  readonly options: ReadonlySet<string>;
}

/** Several hosts are no URL of the standard, so it is read by hand. `undefined`: it is no address of MongoDB. */
export function readMongoAddress(url: string): MongoAddress | undefined {
  const parts = /^mongodb(?:\+srv)?:\/\/(?:[^/?]*@)?([^/?@]+)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url);
  if (parts === null) return undefined;
  const [, hosts = "", database, query = ""] = parts;
  const options = [...new URLSearchParams(query).keys()].map((name) => name.toLowerCase());
  return { hosts, database: database || undefined, options: new Set(options) };
}
