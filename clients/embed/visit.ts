/** Where the widget gets in, and by whose word. */
export interface VisitOptions {
  /** Where Parley is: an origin, or with a path before `/api`. */
  readonly server: string;
  /** An address of the host that answers `{"token": …}`: asked again whenever a token has ended. */
  readonly tokenUrl?: string | undefined;
  /** A token as the host has put it into the page. */
  readonly token?: string | undefined;
}

/** What the server answers to a token of the host. */
export interface Visit {
  readonly token: string;
  readonly user: { readonly id: string; readonly username: string };
  readonly room: { readonly id: string };
}

/** `final`: asking again changes nothing. */
export class VisitError extends Error {
  readonly final: boolean;

  constructor(message: string, final: boolean) {
    super(message);
    this.final = final;
  }
}

const askMsMax = 20_000;

/** Gets a token of the host and exchanges it. Rejects with {@link VisitError}. */
export async function visit({ server, tokenUrl, token }: VisitOptions): Promise<Visit> {
  const vouching = tokenUrl === undefined ? token : (await ask<{ token?: unknown }>(tokenUrl, {})).token;
  if (typeof vouching !== "string") throw new VisitError("There is no token of the page", true);
  const headers = { "content-type": "application/json" };
  return await ask<Visit>(`${server}/api/embed/session`, {
    method: "POST",
    // The page's cookies are none of the server's business.
    credentials: "omit",
    headers,
    body: JSON.stringify({ token: vouching }),
  });
}

async function ask<Answer>(url: string, init: RequestInit): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(url, { ...init, signal: AbortSignal.timeout(askMsMax) });
  } catch {
    throw new VisitError(`${url} was not answered`, false);
  }
  if (!answer.ok) {
    throw new VisitError(`${url} answered ${answer.status}`, answer.status < 500 && answer.status !== 429);
  }
  return await answer.json() as Answer;
}
