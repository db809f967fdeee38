import type { Call, Caller } from "../http.ts";

/**
 * REST calls, one a line: the method, the path under `/api` with a `:` for each id, and what is sent beside the ids. `{}`: a
 * body, `{name}`: one value of a body, `?`: a query, `?name`: one value of a query. A call takes the ids, that, and its options.
 */
export type CallTable<Calls> = { readonly [Name in keyof Calls]: string };

/** Options of any call; with a `clientId` its body says it. */
type Options = Pick<Call, "signal"> & { readonly clientId?: string };

/** The calls of a table. What they take and answer is what `Calls` says. */
export function callsOf<Calls extends object>(call: Caller, table: CallTable<Calls>): Calls {
  const calls = Object.entries<string>(table).map(([name, line]) => [name, callOf(call, line)]);
  return Object.fromEntries(calls) as Calls;
}

function callOf(call: Caller, line: string) {
  const [method, path = "", sent = ""] = line.split(" ") as [NonNullable<Call["method"]>, string?, string?];
  const kind = sent.startsWith("?") ? "query" : "body";
  const name = sent.replace(/\W/g, "");

  return (...given: readonly unknown[]): Promise<unknown> => {
    const left = [...given];
    const where = path.replace(/:/g, () => encodeURIComponent(String(left.shift())));
    const value = sent === "" ? undefined : left.shift() ?? (sent === "{}" ? {} : undefined);
    const { clientId, ...options } = (left.shift() ?? {}) as Options;
    const request: Call = value === undefined && name === "" ? {} : { [kind]: name === "" ? value : { [name]: value } };
    const named = clientId === undefined ? {} : { body: { ...request.body, client_id: clientId } };
    return call(where, { method, ...request, ...named, ...options });
  };
}
