import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client";

/** What carries the requests of tus-js-client by `fetch`: its own keeps timers and sockets beyond the end of a test. */
export class TusFetch implements HttpStack {
  createRequest(method: string, url: string): HttpRequest {
    return new FetchRequest(method, url);
  }

  getName(): string {
    return "fetch";
  }
}

class FetchRequest implements HttpRequest {
  readonly #method: string;
  readonly #url: string;
  readonly #headers = new Headers();
  readonly #abort = new AbortController();

  constructor(method: string, url: string) {
    this.#method = method;
    this.#url = url;
  }

  getMethod = (): string => this.#method;
  getURL = (): string => this.#url;
  setHeader = (name: string, value: string): void => this.#headers.set(name, value);
  getHeader = (name: string): string => this.#headers.get(name) ?? "";
  setProgressHandler = (): void => {};
  getUnderlyingObject = (): undefined => undefined;

  async send(body?: unknown): Promise<HttpResponse> {
    const answer = await fetch(this.#url, {
      method: this.#method,
      headers: this.#headers,
      signal: this.#abort.signal,
      ...(body !== null && body !== undefined && { body: body as BodyInit }),
    });
    const text = await answer.text();
    return {
      getStatus: () => answer.status,
      getHeader: (name: string) => answer.headers.get(name) ?? undefined!,
      getBody: () => text,
      getUnderlyingObject: () => answer,
    };
  }

  abort(): Promise<void> {
    this.#abort.abort();
    return Promise.resolve();
  }
}
