import { useLayoutEffect, useRef } from "react";
import { thumbHashToRGBA } from "thumbhash";

/** What can be told of a picture in some 25 bytes: its colours, roughly where they are. */
export function Blur({ hash }: { readonly hash: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (canvas.current === null || context === null || context === undefined) return;
    const { w, h, rgba } = thumbHashToRGBA(bytesOf(hash));
    canvas.current.width = w;
    canvas.current.height = h;
    context.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
  }, [hash]);
  return <canvas ref={canvas} className="blur" aria-hidden="true" />;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
