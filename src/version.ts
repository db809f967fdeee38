import metadata from "../deno.json" with { type: "json" };

/** The version of Parley. */
export const version: string = metadata.version;
