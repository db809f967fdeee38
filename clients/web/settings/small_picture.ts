/** As large as a picture of somebody is ever shown, twice over for fine screens, pixels a side. */
const sidePx = 256;

/** A picture cut to a square and made small, here, so that a photo of any size will do. Rejects what is no picture. */
export async function smallPicture(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const canvas = new OffscreenCanvas(sidePx, sidePx);
  const context = canvas.getContext("2d");
  if (context === null) throw new TypeError("This browser cannot draw");
  context.imageSmoothingQuality = "high";
  context.drawImage(
    bitmap,
    ...[(bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side] as const,
    ...[0, 0, sidePx, sidePx] as const,
  );
  bitmap.close();
  return await canvas.convertToBlob({ type: "image/png" });
}
