/** What was said, and how long it took, seconds. */
export interface VoiceNote {
  readonly file: File;
  readonly duration: number;
}

/** Forms of sound in the order in which other browsers understand them. */
const types = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

/** Whether this browser can record, on this page: elsewhere than over TLS or on the own machine it may not. */
export function canRecord(): boolean {
  return typeof MediaRecorder === "function" && navigator.mediaDevices !== undefined;
}

/** One recording from the microphone, which is let go of at the end, however it ends. */
export class VoiceRecorder {
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #pieces: Blob[] = [];
  readonly #since = performance.now();

  private constructor(stream: MediaStream) {
    this.#stream = stream;
    const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
    this.#recorder.addEventListener("dataavailable", ({ data }) => void this.#pieces.push(data));
    this.#recorder.start();
  }

  /** Asks for the microphone. Rejects with the browser's `DOMException`. */
  static async start(): Promise<VoiceRecorder> {
    return new VoiceRecorder(await navigator.mediaDevices.getUserMedia({ audio: true }));
  }

  /** Seconds so far. */
  get seconds(): number {
    return (performance.now() - this.#since) / 1_000;
  }

  async finish(): Promise<VoiceNote> {
    const duration = Math.max(0.001, Math.round(this.seconds * 1_000) / 1_000);
    const stopped = new Promise((resolve) => this.#recorder.addEventListener("stop", resolve, { once: true }));
    this.discard();
    await stopped;
    const type = this.#recorder.mimeType.split(";")[0]!;
    return { file: new File(this.#pieces, `${nameOf(new Date())}.${type.split("/")[1]}`, { type }), duration };
  }

  discard(): void {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    for (const track of this.#stream.getTracks()) track.stop();
  }
}

/** `voice 2026-11-23 01.38.05`: by the clock on the wall, and a name that every file system takes. */
function nameOf(date: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `voice ${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(".")}`;
}
