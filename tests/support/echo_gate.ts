import type { Principal } from "../../src/protocol/principal.ts";
import type { Connection, ConnectionHandler } from "../../src/realtime/connection.ts";
import type { Gate, Opening } from "../../src/realtime/gate.ts";
import { Outgoing } from "../../src/realtime/outgoing.ts";

/** A session of {@link EchoGate}: records what it is told, and answers each text with itself. */
export class EchoSession implements ConnectionHandler {
  readonly texts: string[] = [];
  /** Codes that `closed` was called with: one, if the listener keeps the law. */
  readonly closes: number[] = [];
  signsOfLife = 0;
  /** What a text does; the echo by default. */
  onText: (message: string) => void;
  onAlive: () => void = () => {};
  readonly #over = Promise.withResolvers<number>();

  constructor(readonly connection: Connection, readonly opening: Opening) {
    this.onText = (message) => connection.write(new Outgoing([message]));
  }

  text(message: string): void {
    this.texts.push(message);
    this.onText(message);
  }

  alive(): void {
    this.signsOfLife++;
    this.onAlive();
  }

  closed(code: number): void {
    this.closes.push(code);
    this.#over.resolve(code);
  }

  /** Resolves with the code of the first `closed`. */
  get over(): Promise<number> {
    return this.#over.promise;
  }
}

/** A double of the gate that listeners hand their connections to: everybody is welcome, and echoed. */
export class EchoGate implements Gate {
  readonly sessions: EchoSession[] = [];
  /** Thrown by `admit`, when set. */
  refusal: Error | undefined;
  /** Called in `open`, before it answers. */
  onOpen: (session: EchoSession) => void = () => {};
  readonly #waiting: ((session: EchoSession) => void)[] = [];
  readonly #fresh: EchoSession[] = [];

  admit(_principal: Principal): void {
    if (this.refusal !== undefined) throw this.refusal;
  }

  open(connection: Connection, opening: Opening): ConnectionHandler {
    const session = new EchoSession(connection, opening);
    this.sessions.push(session);
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#fresh.push(session);
    else waiting(session);
    this.onOpen(session);
    return session;
  }

  /** The next session that nobody has asked for yet. */
  next(): Promise<EchoSession> {
    const session = this.#fresh.shift();
    if (session !== undefined) return Promise.resolve(session);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
