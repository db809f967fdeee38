import { lookup } from "node:dns";

export interface Found {
  readonly address: string;
  readonly family: number;
}

/** The addresses of a name. */
export type Resolve = (name: string) => Promise<readonly Found[]>;

type Told = (error: Error | null, address?: string | readonly Found[], family?: number) => void;

/** What `node:http` asks for the address of a name: it connects to nothing but what is answered here. */
export type Lookup = (name: string, options: { readonly all?: boolean }, told: Told) => void;

/**
 * A lookup that answers only where all addresses of a name are allowed. The connection goes to the very address that was
 * looked at, so that a name cannot lead elsewhere the second time.
 */
export function checkedLookup(allows: (address: string) => boolean, resolve: Resolve = bySystem): Lookup {
  return (name, { all }, told) => {
    resolve(name).then((found) => {
      const [first] = found;
      // One that is not allowed among them is enough: nobody knows which one is asked next.
      if (first === undefined || found.some(({ address }) => !allows(address))) return told(new NotPublic());
      if (all === true) told(null, found);
      else told(null, first.address, first.family);
    }, told);
  };
}

/** What was named is not on the public internet. */
export class NotPublic extends Error {
  constructor() {
    super("The address is not one of the public internet");
  }
}

function bySystem(name: string): Promise<readonly Found[]> {
  return new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, found) => error === null ? resolve(found) : reject(error));
  });
}
